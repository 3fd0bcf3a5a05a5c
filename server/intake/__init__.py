"""How matters come in beside phones: residents, hotlines, partners, files; and how residents follow theirs."""
