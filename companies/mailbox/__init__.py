"""The mailbox of the demo: what is sent is kept and can be read in the browser at /buzon/."""
