"""The data dictionary: what each fact of the register is called, in the forms of any department."""
