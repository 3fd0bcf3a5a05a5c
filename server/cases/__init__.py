"""Cases from report to closing."""
