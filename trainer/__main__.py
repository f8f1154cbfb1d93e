"""`python -m trainer`: the same as `facet-train`."""

from trainer.cli import main

if __name__ == "__main__":
    main()
