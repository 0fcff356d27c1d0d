"""The Streamlit script: every rerun of every open page starts here."""

from portal import shell

shell.run()
