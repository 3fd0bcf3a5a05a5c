"""The data dictionary: what each fact of the register is called, in words of departments and in ours."""
