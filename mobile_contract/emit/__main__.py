"""`python -m mobile_contract.emit`."""

from mobile_contract.emit import CONTRACT_ROOT, files

for path, text in files().items():
    (CONTRACT_ROOT / path).write_text(text, encoding="utf-8")
