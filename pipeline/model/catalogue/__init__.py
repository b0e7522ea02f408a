"""The texts of all messages: one file a language, with the same codes and placeholders."""
