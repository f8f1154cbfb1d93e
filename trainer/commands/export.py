"""`facet-train export`: from a finished run to the file that the desktop runs."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    run: Annotated[Path, typer.Option(help="The folder of a finished run.", metavar="DIR")] = Path(
        "runs/smile"
    ),
    to: Annotated[
        Path | None,
        typer.Option(
            help="The folder to write model.onnx to. Without it: where Facet's own models lie.", metavar="DIR"
        ),
    ] = None,
    version: Annotated[str, typer.Option(help="The model's version, for its card.")] = "1",
    tested: Annotated[
        Path | None,
        typer.Option(help="What `evaluate --json` found on the test part, for the card.", metavar="FILE"),
    ] = None,
) -> None:
    """Export a trained model as one ONNX file with its card inside.

    The file is put in place only when it answers as the trained model does, on tensors and from raw pictures.

    Example:

      facet-train export --run runs/smile
    """
    from trainer.fit.device import import_quietly

    import_quietly()
    from trainer.export.publish import export_run
    from trainer.fit.run_folder import RunFolder
    from vision.assets import shipped_models_root

    folder = RunFolder(run)
    target = to or shipped_models_root() / str(folder.config().get("recipe", "smile"))
    done = export_run(folder, target, version=version, tested=tested)
    typer.echo(f"{done.path}: {done.size_bytes:,} bytes, {done.card.task} {done.card.version}")
