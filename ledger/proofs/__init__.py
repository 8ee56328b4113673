"""How is it shown that nothing was edited, dropped or inserted? RFC 6962 and C2SP; no I/O."""
