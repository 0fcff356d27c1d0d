"""The application form: sections, fields bound to the content, findings beside them, autosave."""
