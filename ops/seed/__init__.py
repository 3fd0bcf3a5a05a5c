"""The demo district as commands: invented people in a real outline, alike for a seed. It opens no database."""
