"""Photos: their uploads, pictures and bytes; it decides nothing about who may see one."""
