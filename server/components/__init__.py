"""Components: the register of managed city assets, which cases may point at."""
