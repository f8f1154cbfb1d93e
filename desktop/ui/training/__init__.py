"""The training page: from a folder of pictures to a model in use, and presenters that decide its words."""
