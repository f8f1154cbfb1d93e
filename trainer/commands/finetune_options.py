"""What `facet-train finetune` can be told."""

from pathlib import Path
from typing import Annotated

import typer

Run = Annotated[Path, typer.Option(help="The folder for what comes out.", metavar="DIR")]
Data = Annotated[
    Path | None, typer.Option(help="The pictures to learn from, in class folders.", metavar="DIR")
]
GalleryFolder = Annotated[
    Path | None,
    typer.Option(help="In place of --data: the folder of a gallery of Facet's people.", metavar="DIR"),
]
Model = Annotated[
    Path | None, typer.Option(help="The folder of a finished run to go on from.", metavar="RUN")
]
Backbone = Annotated[
    str | None,
    typer.Option(
        help="In place of --model: a head on this ImageNet network is made first. With --gallery: sface and "
        "facet-id too, which tell faces apart; vgg16 where nothing else is said.",
        metavar="NAME",
    ),
]
Head = Annotated[
    str | None,
    typer.Option(
        help="With --gallery: what learns on the frozen network: logistic, whitened or dense. Each network "
        "has its own where nothing is said.",
        metavar="NAME",
    ),
]
Weights = Annotated[
    Path | None, typer.Option(help="The backbone's weights, if not those fetched.", metavar="FILE")
]
Strangers = Annotated[
    Path | None,
    typer.Option(help="With --gallery: photos of others, to say how often one gets a name.", metavar="DIR"),
]
Anyway = Annotated[
    bool, typer.Option("--anyway", help="With --gallery: keep it even where the gallery itself is better.")
]
Layers = Annotated[
    int, typer.Option(help="With --data: how many of the last layers with weights learn.", min=1, max=500)
]
Rate = Annotated[
    float | None, typer.Option(help="The learning rate: 1e-5, of a gallery's head 1e-4.", min=1e-8, max=0.1)
]
Epochs = Annotated[
    int | None, typer.Option(help="How often every picture is seen: 5, by a gallery's head 30.", min=1)
]
BatchSize = Annotated[int | None, typer.Option(help="Pictures a step: 16, of a gallery's head 100.", min=2)]
Seed = Annotated[int, typer.Option(help="Decides the split and the views.")]
