<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR">
<context>
    <name>About</name>
    <message>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>see below</source>
        <translation>voir plus bas</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>Ce programme</translation>
    </message>
    <message>
        <source>Python and packages</source>
        <translation>Python et paquets</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>Pictures, data and Qt</source>
        <translation>Images, données et Qt</translation>
    </message>
    <message>
        <source>Libraries of the system</source>
        <translation>Bibliothèques du système</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Facet</source>
        <translation>À propos de Facet</translation>
    </message>
    <message>
        <source>Facet {version}</source>
        <translation>Facet {version}</translation>
    </message>
    <message>
        <source>Says of every face in a camera, a clip, a stream or photos who it is and what it shows, on this computer alone.</source>
        <translation>Dit de chaque visage, dans une caméra, un clip, un flux ou des photos, qui c’est et ce qu’il montre, sur cet ordinateur uniquement.</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. The window uses Qt {qt} under the LGPL 3; its source is at code.qt.io. Python {python}.</source>
        <translation>Logiciel libre sous la licence Apache 2.0. La fenêtre utilise Qt {qt} sous la LGPL 3&#x202f;; son code source est sur code.qt.io. Python {python}.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>ActBar</name>
    <message>
        <source>Show the photo</source>
        <translation>Montrer la photo</translation>
    </message>
    <message>
        <source>Choose a face to say who it is.</source>
        <translation>Choisissez un visage pour dire qui c’est.</translation>
    </message>
    <message>
        <source>Choose a face to say who it is, or drag over several.</source>
        <translation>Choisissez un visage pour dire qui c’est, ou faites glisser sur plusieurs.</translation>
    </message>
    <message>
        <source>Choose a card to see the whole photo.</source>
        <translation>Choisissez une fiche pour voir la photo entière.</translation>
    </message>
    <message>
        <source>Say who this is, or that the name is wrong (menu key)</source>
        <translation>Dire qui c’est, ou que le nom est faux (touche de menu)</translation>
    </message>
    <message>
        <source>Give all of them one name (menu key)</source>
        <translation>Donner le même nom à tous (touche de menu)</translation>
    </message>
    <message>
        <source>These are of several photos: choose those of one</source>
        <translation>Ils viennent de plusieurs photos&#xa0;: choisissez ceux d’une seule</translation>
    </message>
    <message>
        <source>Show the whole photo (Enter)</source>
        <translation>Montrer la photo entière (Entrée)</translation>
    </message>
</context>
<context>
    <name>AskDelete</name>
    <message>
        <source>Delete?</source>
        <translation>Supprimer&#x202f;?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conserver</translation>
    </message>
</context>
<context>
    <name>AskMerge</name>
    <message>
        <source>Merge</source>
        <translation>Fusionner</translation>
    </message>
    <message>
        <source>%s is the same person as…</source>
        <translation>%s est la même personne que…</translation>
    </message>
    <message>
        <source>The same person</source>
        <translation>La même personne</translation>
    </message>
    <message>
        <source>Whose name stays</source>
        <translation>Dont le nom reste</translation>
    </message>
    <message>
        <source>Choose someone</source>
        <translation>Choisir quelqu’un</translation>
    </message>
    <message>
        <source>All pictures go there, and that name stays. It can be taken back exactly.</source>
        <translation>Toutes les images y vont, et ce nom reste. L’opération peut être annulée exactement.</translation>
    </message>
</context>
<context>
    <name>AskName</name>
    <message>
        <source>Type another name first</source>
        <translation>Saisissez d’abord un autre nom</translation>
    </message>
</context>
<context>
    <name>AskRemove</name>
    <message>
        <source>Remove?</source>
        <translation>Effacer&#x202f;?</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>Effacer définitivement</translation>
    </message>
    <message>
        <source>Remove %s?</source>
        <translation>Effacer %s&#x202f;?</translation>
    </message>
    <message>
        <source>Erased for good, here and now:</source>
        <translation>Ceci sera effacé immédiatement et définitivement&#xa0;:</translation>
    </message>
    <message>
        <source>This can&apos;t be undone.</source>
        <translation>Cela ne peut pas être annulé.</translation>
    </message>
    <message>
        <source>Also delete what &amp;learned from them</source>
        <translation>Supprimer aussi ce qui a &amp;appris de cette personne</translation>
    </message>
    <message>
        <source>Otherwise it keeps the name, and may show the face</source>
        <translation>Sinon, le nom y reste, et le visage peut y apparaître</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conserver</translation>
    </message>
</context>
<context>
    <name>AskTune</name>
    <message>
        <source>Fine-tune to these people</source>
        <translation>Affiner pour ces personnes</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>Affiner</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Fine-tune to these people?</source>
        <translation>Affiner pour ces personnes&#x202f;?</translation>
    </message>
    <message>
        <source>Nobody has three pictures yet, so nothing would show whether it helps.</source>
        <translation>Personne n’a encore trois images, rien ne montrerait donc si cela aide.</translation>
    </message>
</context>
<context>
    <name>AskUse</name>
    <message>
        <source>Use it anyway?</source>
        <translation>L’utiliser quand même&#x202f;?</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>L’utiliser quand même</translation>
    </message>
    <message>
        <source>Don’t use it</source>
        <translation>Ne pas l’utiliser</translation>
    </message>
    <message>
        <source>Nothing shows that it is better than the gallery.</source>
        <translation>Rien ne montre qu’il est meilleur que la galerie.</translation>
    </message>
    <message>
        <source>Live would write “Most like” and one of these names at every face, strangers too. The names that Facet gives by itself stay. “Stop using it” on this page ends it.</source>
        <translation>La vue en direct écrirait «&#xa0;Le plus proche&#xa0;» et l’un de ces noms à chaque visage, même à celui d’un inconnu. Les noms que Facet donne de lui-même restent. «&#xa0;Ne plus l’utiliser&#xa0;» sur cette page y met fin.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this message</source>
        <translation>Fermer ce message</translation>
    </message>
</context>
<context>
    <name>BarCard</name>
    <message>
        <source>&amp;Wrong names for strangers</source>
        <translation>&amp;Noms erronés pour des inconnus</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>Noms erronés pour des inconnus</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed.</source>
        <translation>Plus c’est rare, plus de personnes que vous connaissez restent sans nom.</translation>
    </message>
</context>
<context>
    <name>BarScale</name>
    <message>
        <source>Likeness against the bar</source>
        <translation>Ressemblance par rapport au seuil</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>whole numbers 0 to 255</source>
        <translation>nombres entiers de 0 à 255</translation>
    </message>
    <message>
        <source>floats</source>
        <translation>nombres à virgule flottante</translation>
    </message>
    <message>
        <source>colours first (NCHW)</source>
        <translation>couleurs d’abord (NCHW)</translation>
    </message>
    <message>
        <source>colours last (NHWC)</source>
        <translation>couleurs à la fin (NHWC)</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height}&#xa0;pixels</translation>
    </message>
    <message>
        <source>pictures of any size</source>
        <translation>images de taille quelconque</translation>
    </message>
    <message>
        <source>{size}, {channels} channels, {numbers}, {order}</source>
        <translation>{size}, {channels} canaux, {numbers}, {order}</translation>
    </message>
    <message>
        <source>{count:,} numbers for a picture</source>
        <translation>{count:,} nombres par image</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <source>It takes</source>
        <translation>Il prend</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>Il répond</translation>
    </message>
    <message>
        <source>Facet feeds</source>
        <translation>Facet fournit</translation>
    </message>
    <message>
        <source>bytes, red, green, blue. What the network needs beyond that is put before it, in a copy among your models; the file itself stays as it is.</source>
        <translation>octets, rouge, vert, bleu. Ce qu’il faut de plus au réseau est placé avant lui, dans une copie parmi vos modèles&#x202f;; le fichier lui-même reste tel quel.</translation>
    </message>
    <message>
        <source>{count} labels. It answers one number: give two labels, no and yes.</source>
        <translation>{count} étiquettes. Il répond un seul nombre&#xa0;: donnez deux étiquettes, non et oui.</translation>
    </message>
    <message>
        <source>{count:,} labels, and it answers {wanted:,} numbers.</source>
        <translation>{count:,} étiquettes, et il répond {wanted:,} nombres.</translation>
    </message>
    <message>
        <source>{count:,} labels, as many as it answers.</source>
        <translation>{count:,} étiquettes, autant qu’il a de réponses.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Donnez-lui un nom.</translation>
    </message>
    <message>
        <source>Say what it answers.</source>
        <translation>Dites ce qu’il répond.</translation>
    </message>
    <message>
        <source>Say how its pixels were scaled: no file says it, and it decides.</source>
        <translation>Dites comment ses pixels ont été mis à l’échelle&#xa0;: aucun fichier ne le dit, et tout en dépend.</translation>
    </message>
    <message>
        <source>The label “{label}” stands twice.</source>
        <translation>L’étiquette «&#xa0;{label}&#xa0;» figure deux fois.</translation>
    </message>
    <message>
        <source>Say under which terms it may be used.</source>
        <translation>Dites sous quelles conditions il peut être utilisé.</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1.</source>
        <translation>La somme de ses réponses est {sum:.2f}, et non 1.</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1: it answers before its softmax. Turn that on above.</source>
        <translation>La somme de ses réponses est {sum:.2f}, et non 1&#xa0;: il répond avant son softmax. Activez cela ci-dessus.</translation>
    </message>
</context>
<context>
    <name>CardDialog</name>
    <message>
        <source>Write a card</source>
        <translation>Rédiger une fiche</translation>
    </message>
    <message>
        <source>Add the model</source>
        <translation>Ajouter le modèle</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Add nothing</source>
        <translation>Ne rien ajouter</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Écriture…</translation>
    </message>
    <message>
        <source>The card is complete.</source>
        <translation>La fiche est complète.</translation>
    </message>
    <message>
        <source>Put a copy with this card among your models</source>
        <translation>Placer une copie avec cette fiche parmi vos modèles</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>Interroger le modèle sur une de vos images</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Choisir une image</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Photos ({patterns})</translation>
    </message>
    <message>
        <source>Choose a file of labels</source>
        <translation>Choisir un fichier d’étiquettes</translation>
    </message>
    <message>
        <source>Labels (*.txt *.json *.names *.csv)</source>
        <translation>Étiquettes (*.txt *.json *.names *.csv)</translation>
    </message>
    <message>
        <source>This network has no card</source>
        <translation>Ce réseau n’a pas de fiche</translation>
    </message>
    <message>
        <source>Nothing is guessed: what it is for, and what it expects, only you can say.</source>
        <translation>Rien n’est deviné&#xa0;: à quoi il sert et ce qu’il attend, vous seul pouvez le dire.</translation>
    </message>
</context>
<context>
    <name>CardFields</name>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>What does it answer</source>
        <translation>Ce qu’il répond</translation>
    </message>
    <message>
        <source>smile, emotion, dog breeds, …</source>
        <translation>sourire, émotion, races de chiens, …</translation>
    </message>
    <message>
        <source>What it is shown</source>
        <translation>Ce qui lui est montré</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Largeur en pixels</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>Hauteur en pixels</translation>
    </message>
    <message>
        <source>How its pixels were scaled</source>
        <translation>Mise à l’échelle de ses pixels</translation>
    </message>
    <message>
        <source>Order of its colours</source>
        <translation>Ordre de ses couleurs</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Depuis un fichier…</translation>
    </message>
    <message>
        <source>Under which terms may it be used</source>
        <translation>Conditions sous lesquelles il peut être utilisé</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>Sa provenance</translation>
    </message>
    <message>
        <source>An address, a paper, a person</source>
        <translation>Une adresse, un article, une personne</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>L’image entière</translation>
    </message>
    <message>
        <source>A face that was found</source>
        <translation>Un visage trouvé</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <source>0 to 1 (unit)</source>
        <translation>0 à 1 (unit)</translation>
    </message>
    <message>
        <source>−1 to 1 (symmetric)</source>
        <translation>−1 à 1 (symmetric)</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean and deviation (torch)</source>
        <translation>Moyenne et écart type d’ImageNet (torch)</translation>
    </message>
    <message>
        <source>Blue, green, red less ImageNet&apos;s mean (caffe)</source>
        <translation>Bleu, vert, rouge moins la moyenne d’ImageNet (caffe)</translation>
    </message>
    <message>
        <source>Not at all, 0 to 255 (none)</source>
        <translation>Aucune, 0 à 255 (none)</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Gris</translation>
    </message>
    <message>
        <source>Red, green, blue</source>
        <translation>Rouge, vert, bleu</translation>
    </message>
    <message>
        <source>Blue, green, red, as OpenCV reads</source>
        <translation>Bleu, vert, rouge, comme les lit OpenCV</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>À quoi il sert</translation>
    </message>
    <message>
        <source>What it expects</source>
        <translation>Ce qu’il attend</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, as the file says</source>
        <translation>{width} × {height}&#xa0;pixels, comme le dit le fichier</translation>
    </message>
    <message>
        <source>Size of its pictures</source>
        <translation>Taille de ses images</translation>
    </message>
    <message>
        <source>It answers before its softmax or sigmoid</source>
        <translation>Il répond avant son softmax ou sa sigmoïde</translation>
    </message>
    <message>
        <source>Its labels</source>
        <translation>Ses étiquettes</translation>
    </message>
    <message>
        <source>One a line, in the order of its answers; of one number: no, then yes.</source>
        <translation>Une par ligne, dans l’ordre de ses réponses&#x202f;; pour un seul nombre&#xa0;: non, puis oui.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Conditions</translation>
    </message>
    <message>
        <source>Then its softmax or sigmoid is put behind it</source>
        <translation>Son softmax ou sa sigmoïde est alors placé après lui</translation>
    </message>
    <message>
        <source>One a line</source>
        <translation>Une par ligne</translation>
    </message>
    <message>
        <source>Labels from a file…</source>
        <translation>Étiquettes depuis un fichier…</translation>
    </message>
    <message>
        <source>One label a line, or JSON</source>
        <translation>Une étiquette par ligne, ou JSON</translation>
    </message>
    <message>
        <source>The file itself says it</source>
        <translation>Le fichier lui-même le dit</translation>
    </message>
</context>
<context>
    <name>ChangesPanel</name>
    <message>
        <source>Answers that changed</source>
        <translation>Réponses qui ont changé</translation>
    </message>
    <message>
        <source>Close this list</source>
        <translation>Fermer cette liste</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>Classes</source>
        <translation>Classes</translation>
    </message>
    <message>
        <source>and %s classes more</source>
        <translation>et %s autres classes</translation>
    </message>
</context>
<context>
    <name>CloseDialog</name>
    <message>
        <source>Close Facet?</source>
        <translation>Fermer Facet&#x202f;?</translation>
    </message>
    <message>
        <source>Something is still running.</source>
        <translation>Une opération est encore en cours.</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Rester</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>Fermer quand même</translation>
    </message>
</context>
<context>
    <name>ConfusionChart</name>
    <message>
        <source>What was taken for what</source>
        <translation>Ce qui a été pris pour quoi</translation>
    </message>
    <message>
        <source>was answered</source>
        <translation>réponse donnée</translation>
    </message>
    <message>
        <source>it is</source>
        <translation>en réalité</translation>
    </message>
    <message>
        <source>Of %1 pictures of “%2” %3 were answered rightly.</source>
        <translation>Sur %1 images de «&#xa0;%2&#xa0;», %3 ont reçu la bonne réponse.</translation>
    </message>
</context>
<context>
    <name>ConsentCard</name>
    <message>
        <source>Note on consent</source>
        <translation>Note sur le consentement</translation>
    </message>
    <message>
        <source>Optional note, kept with today&apos;s date: who agreed, and how</source>
        <translation>Note facultative, avec la date du jour : qui a accepté, et comment</translation>
    </message>
    <message>
        <source>Kept with today&apos;s date</source>
        <translation>Conservée avec la date du jour</translation>
    </message>
    <message>
        <source>Only with their consent</source>
        <translation>Seulement avec son consentement</translation>
    </message>
</context>
<context>
    <name>CurveChart</name>
    <message>
        <source>learning pictures</source>
        <translation>images d’apprentissage</translation>
    </message>
    <message>
        <source>check pictures</source>
        <translation>images de contrôle</translation>
    </message>
    <message>
        <source>round 1</source>
        <translation>passe 1</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Encore rien</translation>
    </message>
    <message>
        <source>After round %1: %2</source>
        <translation>Après la passe %1&#xa0;: %2</translation>
    </message>
</context>
<context>
    <name>DataView</name>
    <message>
        <source>What is in it</source>
        <translation>Contenu</translation>
    </message>
    <message>
        <source>Looking at the pictures</source>
        <translation>Examen des images</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Examiner à nouveau</translation>
    </message>
    <message>
        <source>Look into the folder again, after it was mended</source>
        <translation>Examiner à nouveau le dossier, après l’avoir corrigé</translation>
    </message>
    <message>
        <source>Save a mended split…</source>
        <translation>Enregistrer une répartition corrigée…</translation>
    </message>
    <message>
        <source>Write a table of all pictures in which copies stand on one side</source>
        <translation>Écrire un tableau de toutes les images où les copies sont du même côté</translation>
    </message>
    <message>
        <source>Looking at the pictures: %1 of %2</source>
        <translation>Examen des images&#xa0;: %1 sur %2</translation>
    </message>
    <message>
        <source>Looking into the folder…</source>
        <translation>Examen du dossier…</translation>
    </message>
    <message>
        <source>The look into the folder was ended when the training began.</source>
        <translation>L’examen du dossier a pris fin quand l’entraînement a commencé.</translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>“{name}” can&apos;t be opened: {reason}.</source>
        <translation>Impossible d’ouvrir «&#xa0;{name}&#xa0;»&#xa0;: {reason}.</translation>
    </message>
    <message>
        <source>Models (ONNX files) can be dropped here, and videos and photos to watch.</source>
        <translation>On peut déposer ici des modèles (fichiers ONNX), ainsi que des vidéos et des photos à regarder.</translation>
    </message>
    <message>
        <source>Folders of pictures to learn from can be dropped here, and videos and photos to watch.</source>
        <translation>On peut déposer ici des dossiers d’images pour apprendre, ainsi que des vidéos et des photos à regarder.</translation>
    </message>
    <message>
        <source>Photos and folders of photos can be dropped here.</source>
        <translation>On peut déposer ici des photos et des dossiers de photos.</translation>
    </message>
    <message>
        <source>Videos, photos, folders of photos and models (ONNX files) can be dropped here.</source>
        <translation>On peut déposer ici des vidéos, des photos, des dossiers de photos et des modèles (fichiers ONNX).</translation>
    </message>
    <message>
        <source>“{name}” is a model.</source>
        <translation>«&#xa0;{name}&#xa0;» est un modèle.</translation>
    </message>
    <message>
        <source>Models are kept on the Models page.</source>
        <translation>Les modèles se trouvent sur la page Modèles.</translation>
    </message>
    <message>
        <source>Add it to the models</source>
        <translation>Ajouter aux modèles</translation>
    </message>
    <message>
        <source>{n} of these files are videos, not photos.</source>
        <translation>{n} de ces fichiers sont des vidéos, pas des photos.</translation>
    </message>
    <message>
        <source>Drop one of them on the Live page to watch it.</source>
        <translation>Déposez-en une sur la page Direct pour la regarder.</translation>
    </message>
    <message>
        <source>“{name}” is a video, not a photo.</source>
        <translation>«&#xa0;{name}&#xa0;» est une vidéo, pas une photo.</translation>
    </message>
    <message>
        <source>It can be watched on the Live page.</source>
        <translation>On peut la regarder sur la page Direct.</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>Regarder</translation>
    </message>
    <message>
        <source>“{name}” is not a photo.</source>
        <translation>«&#xa0;{name}&#xa0;» n’est pas une photo.</translation>
    </message>
    <message>
        <source>{n} of these files are not photos.</source>
        <translation>{n} de ces fichiers ne sont pas des photos.</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop it to watch it</source>
        <translation>Déposez pour regarder</translation>
    </message>
    <message>
        <source>Drop it to add it to the models</source>
        <translation>Déposez pour l’ajouter aux modèles</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source> Choose photos…</source>
        <translation> Choisir des photos…</translation>
    </message>
    <message>
        <source> Choose a folder…</source>
        <translation> Choisir un dossier…</translation>
    </message>
    <message>
        <source>Look at one or more photos</source>
        <translation>Examiner une ou plusieurs photos</translation>
    </message>
    <message>
        <source>Look at all photos of a folder and of the folders in it</source>
        <translation>Examiner toutes les photos d’un dossier et de ses sous-dossiers</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entraînement</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>Drop photos or a folder here</source>
        <translation>Déposez ici des photos ou un dossier</translation>
    </message>
    <message>
        <source>Every face appears with its answers. Photos stay as they are, on this computer.</source>
        <translation>Chaque visage apparaît avec ses réponses. Les photos restent telles quelles, sur cet ordinateur.</translation>
    </message>
    <message>
        <source>No face fits</source>
        <translation>Aucun visage ne correspond</translation>
    </message>
    <message>
        <source>Choose other filters to see more.</source>
        <translation>Choisissez d’autres filtres pour en voir plus.</translation>
    </message>
    <message>
        <source>No face was found</source>
        <translation>Aucun visage n’a été trouvé</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way. The list above also shows the photos without a face, and those that can&apos;t be read.</source>
        <translation>Les visages sont trouvés au mieux quand ils sont éclairés, droits et tournés vers la caméra. La liste ci-dessus montre aussi les photos sans visage et celles qui sont illisibles.</translation>
    </message>
    <message>
        <source>No model for whole pictures yet</source>
        <translation>Pas encore de modèle pour les images entières</translation>
    </message>
    <message>
        <source>Such a model says what a photo shows as a whole, for example which breed of dog. Train one with your own photos, or add an ONNX file on the Models page.</source>
        <translation>Un tel modèle dit ce que montre une photo dans son ensemble, par exemple quelle race de chien. Entraînez-en un avec vos propres photos, ou ajoutez un fichier ONNX sur la page Modèles.</translation>
    </message>
    <message>
        <source>No photo there</source>
        <translation>Aucune photo ici</translation>
    </message>
    <message>
        <source>JPEG, PNG, WebP, TIFF and the like are read.</source>
        <translation>Les formats JPEG, PNG, WebP, TIFF et semblables sont lus.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lecture…</translation>
    </message>
    <message>
        <source>Faces appear as they are found.</source>
        <translation>Les visages apparaissent à mesure qu’ils sont trouvés.</translation>
    </message>
    <message>
        <source>Go to the page {page}</source>
        <translation>Aller à la page {page}</translation>
    </message>
</context>
<context>
    <name>EmptyView</name>
    <message>
        <source>Answers are kept, the picture too if you want. All of it stays on this computer.</source>
        <translation>Les réponses sont conservées, l’image aussi si vous le voulez. Tout reste sur cet ordinateur.</translation>
    </message>
    <message>
        <source>Nothing is recorded yet</source>
        <translation>Rien n’est encore enregistré</translation>
    </message>
    <message>
        <source> Go to the Live page</source>
        <translation> Aller à la page Direct</translation>
    </message>
    <message>
        <source>Go to the Live page</source>
        <translation>Aller à la page Direct</translation>
    </message>
    <message>
        <source>Where recording begins</source>
        <translation>Là où commence l’enregistrement</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press the round button above the picture.</source>
        <translation>Regardez quelque chose sur la page Direct et appuyez sur le bouton rond au-dessus de l’image.</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press {key}, or the round button above the picture.</source>
        <translation>Regardez quelque chose sur la page Direct et appuyez sur {key}, ou sur le bouton rond au-dessus de l’image.</translation>
    </message>
    <message>
        <source>The same again ends it. Then you see here who was there and when they smiled, watch it again, and say who is who.</source>
        <translation>Le même geste y met fin. Vous voyez ensuite ici qui était là et quand chacun a souri, vous pouvez revoir l’enregistrement et dire qui est qui.</translation>
    </message>
</context>
<context>
    <name>Erase</name>
    <message>
        <source>{n}, with the numbers made from them</source>
        <translation>{n}, avec les nombres qui en sont tirés</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personnes</translation>
    </message>
    <message>
        <source>Pictures of faces</source>
        <translation>Images de visages</translation>
    </message>
    <message>
        <source>Fine-tunings of their faces</source>
        <translation>Affinages faits sur leurs visages</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Enregistrements</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Entraînements</translation>
    </message>
    <message>
        <source>Models of your own</source>
        <translation>Vos propres modèles</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>all but looks, language and keys</source>
        <translation>tous sauf l’apparence, la langue et les touches</translation>
    </message>
    <message>
        <source>The log</source>
        <translation>Le journal</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>en entier</translation>
    </message>
    <message>
        <source>There is no way back. Models that ship with Facet or were downloaded stay, and so does what you exported to folders of your own.</source>
        <translation>Il n’y a pas de retour possible. Les modèles fournis avec Facet ou téléchargés restent, ainsi que ce que vous avez exporté dans vos propres dossiers.</translation>
    </message>
    <message>
        <source>Also the snapshots in {folder} ({n})</source>
        <translation>Aussi les instantanés dans {folder} ({n})</translation>
    </message>
    <message>
        <source>End this first: {what}</source>
        <translation>Mettez d’abord fin à ceci&#xa0;: {what}</translation>
    </message>
</context>
<context>
    <name>EraseDialog</name>
    <message>
        <source>Erase all?</source>
        <translation>Tout effacer&#x202f;?</translation>
    </message>
    <message>
        <source>erase</source>
        <translation>effacer</translation>
    </message>
    <message>
        <source>They lie among your own pictures</source>
        <translation>Ils se trouvent parmi vos propres images</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>Effacer définitivement</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conserver</translation>
    </message>
    <message>
        <source>Erase all of this?</source>
        <translation>Effacer tout ceci&#x202f;?</translation>
    </message>
    <message>
        <source>The recording that runs is ended and erased too.</source>
        <translation>L’enregistrement en cours est arrêté et effacé aussi.</translation>
    </message>
    <message>
        <source>Type “{word}” to go on:</source>
        <translation>Saisissez «&#xa0;{word}&#xa0;» pour continuer&#xa0;:</translation>
    </message>
    <message>
        <source>There is no way back</source>
        <translation>Il n’y a pas de retour possible</translation>
    </message>
    <message>
        <source>Type the word first</source>
        <translation>Saisissez d’abord le mot</translation>
    </message>
</context>
<context>
    <name>EraseRow</name>
    <message>
        <source>Erase all</source>
        <translation>Tout effacer</translation>
    </message>
    <message>
        <source>Erases for good: everyone Facet knows, recordings, trainings, models of your own, the log, and all settings but looks, language and keys. What goes is listed first.</source>
        <translation>Efface définitivement&#xa0;: toutes les personnes que Facet connaît, les enregistrements, les entraînements, vos propres modèles, le journal, et tous les paramètres sauf l’apparence, la langue et les touches. Ce qui sera effacé est d’abord listé.</translation>
    </message>
    <message>
        <source>Erase all…</source>
        <translation>Tout effacer…</translation>
    </message>
    <message>
        <source>See what there is, then erase it</source>
        <translation>Voir ce qu’il y a, puis l’effacer</translation>
    </message>
    <message>
        <source>Nothing was erased.</source>
        <translation>Rien n’a été effacé.</translation>
    </message>
    <message>
        <source>All was erased but for this:</source>
        <translation>Tout a été effacé sauf ceci&#xa0;:</translation>
    </message>
    <message>
        <source>All is erased. Facet knows nobody now.</source>
        <translation>Tout est effacé. Facet ne connaît plus personne.</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong inside Facet, and that is no fault of yours.</source>
        <translation>Un problème est survenu dans Facet, et ce n’est pas de votre faute.</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>Le journal donne les détails.</translation>
    </message>
</context>
<context>
    <name>ExportDesk</name>
    <message>
        <source>Pictures with boxes are being written.</source>
        <translation>Des images avec cadres sont en cours d’écriture.</translation>
    </message>
    <message>
        <source>Export the faces</source>
        <translation>Exporter les visages</translation>
    </message>
    <message>
        <source>Choose a folder for the copies</source>
        <translation>Choisir un dossier pour les copies</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>Enregistré&#xa0;: %s</translation>
    </message>
    <message>
        <source>{count} pictures saved in {folder}</source>
        <translation>{count} images enregistrées dans {folder}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Afficher dans le dossier</translation>
    </message>
    <message>
        <source>Progress of writing</source>
        <translation>Progression de l’écriture</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Stop writing; the pictures written so far stay</source>
        <translation>Arrêter l’écriture&#x202f;; les images déjà écrites restent</translation>
    </message>
    <message>
        <source>Writing pictures with boxes…</source>
        <translation>Écriture des images avec cadres…</translation>
    </message>
</context>
<context>
    <name>Face</name>
    <message>
        <source>Names come when the source is opened again.</source>
        <translation>Les noms viendront à la prochaine ouverture de la source.</translation>
    </message>
    <message>
        <source>Who is this?…</source>
        <translation>Qui est-ce&#x202f;?…</translation>
    </message>
    <message>
        <source>Who are these?…</source>
        <translation>Qui sont-ils&#x202f;?…</translation>
    </message>
    <message>
        <source>{count:,} faces</source>
        <translation>{count:,} visages</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Inconnu</translation>
    </message>
    <message>
        <source>This is {name}</source>
        <translation>C’est {name}</translation>
    </message>
    <message>
        <source>Why?…</source>
        <translation>Pourquoi&#x202f;?…</translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation>Pas un visage</translation>
    </message>
    <message>
        <source>Not faces</source>
        <translation>Pas des visages</translation>
    </message>
    <message>
        <source>Take this card away, here and from exports (Delete)</source>
        <translation>Retirer cette fiche, ici et des exportations (Suppr)</translation>
    </message>
    <message>
        <source>Take these cards away, here and from exports (Delete)</source>
        <translation>Retirer ces fiches, ici et des exportations (Suppr)</translation>
    </message>
    <message>
        <source>Keep this picture of {name}</source>
        <translation>Garder cette image de {name}</translation>
    </message>
    <message>
        <source>This is not {name}</source>
        <translation>Ce n’est pas {name}</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>C’est quelqu’un d’autre…</translation>
    </message>
    <message>
        <source>This picture of {name} is kept</source>
        <translation>Cette image de {name} est déjà gardée</translation>
    </message>
    <message>
        <source>Another one helps once it looks different: turned, or in other light.</source>
        <translation>Une autre aide dès qu’elle est différente : tournée, ou sous une autre lumière.</translation>
    </message>
    <message>
        <source>Add the picture</source>
        <translation>Ajouter l’image</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>Retenir</translation>
    </message>
    <message>
        <source>Add the pictures</source>
        <translation>Ajouter les images</translation>
    </message>
    <message>
        <source>Type a name, or choose someone you know.</source>
        <translation>Saisissez un nom, ou choisissez quelqu’un que vous connaissez.</translation>
    </message>
    <message>
        <source>Type a name.</source>
        <translation>Saisissez un nom.</translation>
    </message>
    <message>
        <source>Facet takes this face for {name} already.</source>
        <translation>Facet prend déjà ce visage pour {name}.</translation>
    </message>
    <message>
        <source>{name} is new: named from now on, without any training.</source>
        <translation>{name} est un nouveau nom&#xa0;: donné à partir de maintenant, sans aucun entraînement.</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has one.</source>
        <translation>Ajoute cette image à {name}, qui en a une.</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has {count}.</source>
        <translation>Ajoute cette image à {name}, qui en a {count}.</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has one.</source>
        <translation>Ajoute ces images à {name}, qui en a une.</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has {count}.</source>
        <translation>Ajoute ces images à {name}, qui en a {count}.</translation>
    </message>
    <message>
        <source>Facet takes this face for {name}. That will be corrected.</source>
        <translation>Facet prend ce visage pour {name}. Cela sera corrigé.</translation>
    </message>
    <message>
        <source>Facet knows some of these faces as {names}.</source>
        <translation>Facet connaît certains de ces visages comme {names}.</translation>
    </message>
    <message>
        <source>Kept on this computer only, in {folder}: small pictures of the face, numbers made from them, the name, and when they were seen last. Removing the person erases all of it.</source>
        <translation>Conservé sur cet ordinateur uniquement, dans {folder}&#xa0;: de petites images du visage, les nombres qui en sont tirés, le nom, et la dernière fois que la personne a été vue. Effacer la personne efface tout cela.</translation>
    </message>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} et {last}</translation>
    </message>
    <message>
        <source>Who is this?</source>
        <translation>Qui est-ce&#x202f;?</translation>
    </message>
</context>
<context>
    <name>FaceCard</name>
    <message>
        <source>For how long this face has been in view</source>
        <translation>Depuis combien de temps ce visage est visible</translation>
    </message>
    <message>
        <source>Click to say who this is, or to ask why</source>
        <translation>Cliquez pour dire qui c’est, ou pour demander pourquoi</translation>
    </message>
    <message>
        <source>just left</source>
        <translation>vient de partir</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>Visage {number}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Inconnu</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Pas de réponse</translation>
    </message>
    <message>
        <source>How surely the model sees this: {task}</source>
        <translation>Degré de certitude du modèle&#xa0;: {task}</translation>
    </message>
    <message>
        <source>Most like {name}</source>
        <translation>Le plus proche&#xa0;: {name}</translation>
    </message>
    <message>
        <source>Always one of the people it was trained on: a stranger gets one of their names too</source>
        <translation>Toujours l’une des personnes de son entraînement&#xa0;: un inconnu reçoit lui aussi l’un de leurs noms</translation>
    </message>
    <message>
        <source>Nothing is likely enough to say. Likeliest: {label}. The bar shows how likely.</source>
        <translation>Rien n’est assez probable. Le plus probable : {label}. La barre montre à quel point.</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Incertain</translation>
    </message>
    <message>
        <source>{label}?</source>
        <translation>{label} ?</translation>
    </message>
</context>
<context>
    <name>FaceGrid</name>
    <message>
        <source>Faces found</source>
        <translation>Visages trouvés</translation>
    </message>
    <message>
        <source>Enter shows the photo, the menu key says who it is, Delete that it is no face. Shift with the arrow keys chooses several.</source>
        <translation>Entrée montre la photo, la touche de menu permet de dire qui c’est, Suppr que ce n’est pas un visage. Maj avec les flèches en choisit plusieurs.</translation>
    </message>
</context>
<context>
    <name>FaceNews</name>
    <message>
        <source>{names}: in view.</source>
        <translation>À l’image&#xa0;: {names}.</translation>
    </message>
    <message>
        <source>Somebody unknown is in view.</source>
        <translation>Une personne inconnue est visible.</translation>
    </message>
    <message>
        <source>{n} unknown faces are in view.</source>
        <translation>{n} visages inconnus sont visibles.</translation>
    </message>
</context>
<context>
    <name>FacesPanel</name>
    <message>
        <source>Faces in view</source>
        <translation>Visages visibles</translation>
    </message>
    <message>
        <source>How many faces are in view</source>
        <translation>Combien de visages sont visibles</translation>
    </message>
    <message>
        <source>Number of faces in view</source>
        <translation>Nombre de visages visibles</translation>
    </message>
    <message>
        <source>Cards of the faces in view</source>
        <translation>Fiches des visages visibles</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>Open a video or a photo</source>
        <translation>Ouvrir une vidéo ou une photo</translation>
    </message>
    <message>
        <source>Videos and photos ({patterns})</source>
        <translation>Vidéos et photos ({patterns})</translation>
    </message>
    <message>
        <source>Videos ({patterns})</source>
        <translation>Vidéos ({patterns})</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Photos ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Ouvrir un dossier de photos</translation>
    </message>
    <message>
        <source>Choose photos</source>
        <translation>Choisir des photos</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Nothing on this computer opens it: {path}</source>
        <translation>Rien sur cet ordinateur ne peut l’ouvrir&#x202f;: {path}</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>What is shown</source>
        <translation>Ce qui est affiché</translation>
    </message>
    <message>
        <source>Filter by %s</source>
        <translation>Filtrer par %s</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>This face belongs to {name} already</source>
        <translation>Ce visage appartient déjà à {name}</translation>
    </message>
    <message>
        <source>Come into view</source>
        <translation>Placez-vous dans le champ</translation>
    </message>
    <message>
        <source>Two people in view: one at a time</source>
        <translation>Deux personnes visibles&#xa0;: une seule à la fois</translation>
    </message>
    <message>
        <source>This seems to be someone else</source>
        <translation>On dirait quelqu’un d’autre</translation>
    </message>
    <message>
        <source>Too dark: more light on the face</source>
        <translation>Trop sombre&#xa0;: plus de lumière sur le visage</translation>
    </message>
    <message>
        <source>Too bright: less light on the face</source>
        <translation>Trop clair&#xa0;: moins de lumière sur le visage</translation>
    </message>
    <message>
        <source>Too little contrast: more light from one side</source>
        <translation>Trop peu de contraste&#xa0;: plus de lumière d’un côté</translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation>Flou&#xa0;: ne bougez pas</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>Rapprochez-vous</translation>
    </message>
    <message>
        <source>Too far: turn back a little</source>
        <translation>Trop tourné&#xa0;: revenez un peu</translation>
    </message>
    <message>
        <source>Hold your head straight</source>
        <translation>Tenez la tête droite</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>Regardez droit devant vous</translation>
    </message>
    <message>
        <source>Turn a little left</source>
        <translation>Tournez un peu la tête à gauche</translation>
    </message>
    <message>
        <source>Turn a little right</source>
        <translation>Tournez un peu la tête à droite</translation>
    </message>
    <message>
        <source>Look up a little</source>
        <translation>Regardez un peu vers le haut</translation>
    </message>
    <message>
        <source>Look down a little</source>
        <translation>Regardez un peu vers le bas</translation>
    </message>
    <message>
        <source>Look ahead and smile</source>
        <translation>Regardez devant vous et souriez</translation>
    </message>
    <message>
        <source>No picture was good enough, so nothing is kept.</source>
        <translation>Aucune image n’était assez bonne, rien n’est donc conservé.</translation>
    </message>
    <message>
        <source>{pictures} taken.</source>
        <translation>Pris&#xa0;: {pictures}.</translation>
    </message>
    <message>
        <source>Still lacking: {poses}. Facet knows the face without them, but less surely.</source>
        <translation>Il manque encore&#xa0;: {poses}. Facet connaît le visage sans cela, mais moins sûrement.</translation>
    </message>
</context>
<context>
    <name>GuidedDialog</name>
    <message>
        <source>Add someone from the camera</source>
        <translation>Ajouter quelqu’un avec la caméra</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Garder</translation>
    </message>
    <message>
        <source>this picture</source>
        <translation>cette image</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>des images</translation>
    </message>
    <message>
        <source>About ten pictures, taken by themselves</source>
        <translation>Environ dix images, prises automatiquement</translation>
    </message>
    <message>
        <source>Waiting for the picture…</source>
        <translation>En attente de l’image…</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Commencer</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>Regardez droit devant vous</translation>
    </message>
    <message>
        <source>Pictures taken</source>
        <translation>Images prises</translation>
    </message>
    <message>
        <source>Go on anyway</source>
        <translation>Continuer quand même</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Abandonner</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Choose a source</source>
        <translation>Choisir une source</translation>
    </message>
    <message>
        <source>Source: %s</source>
        <translation>Source&#xa0;: %s</translation>
    </message>
    <message>
        <source>State: %s</source>
        <translation>État&#xa0;: %s</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>does</source>
        <translation>action</translation>
    </message>
    <message>
        <source>key</source>
        <translation>touche</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Raccourcis clavier</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>Dernière action</translation>
    </message>
    <message>
        <source>Everything can be reached without a mouse: `Tab` goes from control to control, `Space` and `Enter` press the one that has the focus, arrow keys move in lists and sliders.</source>
        <translation>Tout est accessible sans souris&#xa0;: `Tab` passe d’un élément à l’autre, `Espace` et `Entrée` actionnent celui qui a le focus, les flèches se déplacent dans les listes et les curseurs.</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <source>No page has these words.</source>
        <translation>Aucune page ne contient ces mots.</translation>
    </message>
    <message>
        <source>This page is in English.</source>
        <translation>Cette page est en anglais.</translation>
    </message>
    <message>
        <source>Find in the help</source>
        <translation>Chercher dans l’aide</translation>
    </message>
    <message>
        <source>Show only pages with these words; Enter goes to the next place</source>
        <translation>N’afficher que les pages qui contiennent ces mots&#x202f;; Entrée passe à l’endroit suivant</translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation>Pages de l’aide</translation>
    </message>
    <message>
        <source>Back to the page before (Alt+Left)</source>
        <translation>Revenir à la page précédente (Alt+Gauche)</translation>
    </message>
    <message>
        <source>Back to the page before</source>
        <translation>Revenir à la page précédente</translation>
    </message>
    <message>
        <source>The page of the help</source>
        <translation>La page de l’aide</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>Meters</source>
        <translation>Indicateurs</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>Capture</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>Affichage</translation>
    </message>
    <message>
        <source>Frame age p50</source>
        <translation>Âge de l’image p50</translation>
    </message>
    <message>
        <source>Frame age p95</source>
        <translation>Âge de l’image p95</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Perdues</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Détecteur</translation>
    </message>
    <message>
        <source>Models, rest</source>
        <translation>Modèles, reste</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Exécution sur</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>aucun modèle</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Progress</source>
        <translation>Progression</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>Arrêter</translation>
    </message>
</context>
<context>
    <name>KeyRow</name>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
    <message>
        <source>{command}: {key}</source>
        <translation>{command}&#xa0;: {key}</translation>
    </message>
    <message>
        <source>Back to the default: {key}</source>
        <translation>Rétablir la touche par défaut&#xa0;: {key}</translation>
    </message>
    <message>
        <source>Press it, then the new key</source>
        <translation>Appuyez ici, puis sur la nouvelle touche</translation>
    </message>
    <message>
        <source>New key for “{command}”</source>
        <translation>Nouvelle touche pour «&#xa0;{command}&#xa0;»</translation>
    </message>
    <message>
        <source>Esc keeps the old key, Backspace takes it away</source>
        <translation>Échap garde l’ancienne touche, Retour arrière la retire</translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Raccourcis clavier</translation>
    </message>
    <message>
        <source>Keys of commands</source>
        <translation>Touches des commandes</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Tout afficher</translation>
    </message>
    <message>
        <source>Every command with its key</source>
        <translation>Toutes les commandes avec leurs touches</translation>
    </message>
    <message>
        <source>Show all commands with their keys</source>
        <translation>Afficher toutes les commandes avec leurs touches</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>Réinitialiser toutes les touches</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Afficher moins</translation>
    </message>
    <message>
        <source>Give every command its usual key again</source>
        <translation>Rendre à chaque commande sa touche habituelle</translation>
    </message>
    <message>
        <source>Every command has its usual key</source>
        <translation>Chaque commande a sa touche habituelle</translation>
    </message>
    <message>
        <source>{undo} undoes what was done last, {redo} does again what was undone. These stay as they are.</source>
        <translation>{undo} annule la dernière action, {redo} rétablit ce qui a été annulé. Ces touches restent telles quelles.</translation>
    </message>
    <message>
        <source>Press a command&apos;s key here, then the new one. Esc keeps the old key, Backspace takes it away.</source>
        <translation>Appuyez ici sur la touche d’une commande, puis sur la nouvelle. Échap garde l’ancienne touche, Retour arrière la retire.</translation>
    </message>
</context>
<context>
    <name>Label</name>
    <message>
        <source>smile</source>
        <translation>sourire</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>pas de sourire</translation>
    </message>
    <message>
        <source>angry</source>
        <translation>colère</translation>
    </message>
    <message>
        <source>contempt</source>
        <translation>mépris</translation>
    </message>
    <message>
        <source>disgust</source>
        <translation>dégoût</translation>
    </message>
    <message>
        <source>fear</source>
        <translation>peur</translation>
    </message>
    <message>
        <source>happy</source>
        <translation>joie</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>neutre</translation>
    </message>
    <message>
        <source>sad</source>
        <translation>tristesse</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>surprise</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Answers in the timeline: %s</source>
        <translation>Réponses dans la chronologie&#xa0;: %s</translation>
    </message>
</context>
<context>
    <name>LicenceView</name>
    <message>
        <source>Nothing has these words.</source>
        <translation>Rien ne contient ces mots.</translation>
    </message>
    <message>
        <source>Find by name or licence</source>
        <translation>Chercher par nom ou licence</translation>
    </message>
    <message>
        <source>Show only entries with these words</source>
        <translation>N’afficher que les entrées qui contiennent ces mots</translation>
    </message>
    <message>
        <source>What Facet is made of</source>
        <translation>Ce dont Facet est fait</translation>
    </message>
    <message>
        <source>The licence</source>
        <translation>La licence</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>No source</source>
        <translation>Aucune source</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Ouverture…</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En direct</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Lecture</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pause</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>Connexion perdue</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Fin</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Arrêté</translation>
    </message>
    <message>
        <source>Could not open</source>
        <translation>Ouverture impossible</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Non connecté</translation>
    </message>
    <message>
        <source>Trying again now…</source>
        <translation>Nouvel essai en cours…</translation>
    </message>
    <message>
        <source>Trying again in {seconds} s.</source>
        <translation>Nouvel essai dans {seconds}&#xa0;s.</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Recherche de caméras…</translation>
    </message>
    <message>
        <source>Opening {source}…</source>
        <translation>Ouverture de {source}…</translation>
    </message>
    <message>
        <source>The models are made ready too.</source>
        <translation>Les modèles sont préparés aussi.</translation>
    </message>
    <message>
        <source>{source} is closed. Nothing is being watched.</source>
        <translation>{source}&#xa0;: source fermée. Rien n’est regardé.</translation>
    </message>
    <message>
        <source>{source} stopped working</source>
        <translation>{source} ne fonctionne plus</translation>
    </message>
    <message>
        <source>{source} could not be opened</source>
        <translation>Impossible d’ouvrir {source}</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Aucune caméra trouvée</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>Aucune caméra trouvée à {time}</translation>
    </message>
    <message>
        <source>Plug one in and look again, or watch the demo, a file or a stream.
You can also drop a video, a photo or a folder here.</source>
        <translation>Branchez-en une et cherchez à nouveau, ou regardez la démo, un fichier ou un flux.
Vous pouvez aussi déposer ici une vidéo, une photo ou un dossier.</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>Que doit regarder Facet&#x202f;?</translation>
    </message>
    <message>
        <source>Choose a source, or drop a video, a photo or a folder here.</source>
        <translation>Choisissez une source, ou déposez ici une vidéo, une photo ou un dossier.</translation>
    </message>
    <message>
        <source>Facet tries again by itself.</source>
        <translation>Facet réessaie de lui-même.</translation>
    </message>
    <message>
        <source>Waiting for {source}…</source>
        <translation>En attente de {source}…</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Réessayer maintenant</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Recommencer</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Choose another source</source>
        <translation>Choisir une autre source</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>Afficher la démo</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Ouvrir un fichier…</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ouvrir un dossier…</translation>
    </message>
    <message>
        <source>Open a stream…</source>
        <translation>Ouvrir un flux…</translation>
    </message>
    <message>
        <source>Use the camera</source>
        <translation>Utiliser la caméra</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Chercher à nouveau</translation>
    </message>
    <message>
        <source>A card for each face appears here.</source>
        <translation>Une fiche pour chaque visage apparaît ici.</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Pas d’image</translation>
    </message>
    <message>
        <source>Faces come back with the picture.</source>
        <translation>Les visages reviennent avec l’image.</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>Aucun visage visible</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way.</source>
        <translation>Les visages sont trouvés au mieux quand ils sont éclairés, droits et tournés vers la caméra.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Esc or {key} leaves full screen.</source>
        <translation>Échap ou {key} quitte le plein écran.</translation>
    </message>
    <message>
        <source>Esc leaves full screen.</source>
        <translation>Échap quitte le plein écran.</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Lire</translation>
    </message>
    <message>
        <source>Watch a camera, a video, a stream or photos</source>
        <translation>Regarder une caméra, une vidéo, un flux ou des photos</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Direct</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>Regarder</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Thème</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Comme le s&amp;ystème</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Clair</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Sombre</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>Contraste é&amp;levé</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Affichage</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Lecture</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;ide</translation>
    </message>
    <message>
        <source>&amp;Open file…</source>
        <translation>&amp;Ouvrir un fichier…</translation>
    </message>
    <message>
        <source>Watch a video or a photo</source>
        <translation>Regarder une vidéo ou une photo</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>Ouvrir un &amp;dossier…</translation>
    </message>
    <message>
        <source>Go through the photos of a folder</source>
        <translation>Parcourir les photos d’un dossier</translation>
    </message>
    <message>
        <source>Open &amp;stream…</source>
        <translation>Ouvrir un &amp;flux…</translation>
    </message>
    <message>
        <source>Watch a camera of the network</source>
        <translation>Regarder une caméra du réseau</translation>
    </message>
    <message>
        <source>Show the &amp;demo</source>
        <translation>Afficher la dé&amp;mo</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>Voir Facet à l’œuvre sans caméra</translation>
    </message>
    <message>
        <source>&amp;Choose a source…</source>
        <translation>&amp;Choisir une source…</translation>
    </message>
    <message>
        <source>Choose what Facet watches: cameras, files, streams</source>
        <translation>Choisir ce que Facet regarde&#xa0;: caméras, fichiers, flux</translation>
    </message>
    <message>
        <source>Save s&amp;napshot</source>
        <translation>Prendre un &amp;instantané</translation>
    </message>
    <message>
        <source>Save the picture on screen as a file</source>
        <translation>Enregistrer dans un fichier l’image affichée</translation>
    </message>
    <message>
        <source>Boxes in s&amp;napshots</source>
        <translation>Cadres dans les i&amp;nstantanés</translation>
    </message>
    <message>
        <source>Save snapshots with boxes and labels</source>
        <translation>Enregistrer les instantanés avec cadres et étiquettes</translation>
    </message>
    <message>
        <source>Show snapshots in their &amp;folder</source>
        <translation>Afficher les instantanés dans leur do&amp;ssier</translation>
    </message>
    <message>
        <source>Open the folder with the snapshots</source>
        <translation>Ouvrir le dossier des instantanés</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Enregistrer</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>Enregistrer ce qui est vu et répondu, ou terminer l’enregistrement</translation>
    </message>
    <message>
        <source>Set a mar&amp;ker</source>
        <translation>Poser un re&amp;père</translation>
    </message>
    <message>
        <source>Mark this moment of the recording</source>
        <translation>Marquer ce moment de l’enregistrement</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <source>Close Facet</source>
        <translation>Fermer Facet</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>&amp;Miroir</translation>
    </message>
    <message>
        <source>Show the picture as a mirror does</source>
        <translation>Afficher l’image comme dans un miroir</translation>
    </message>
    <message>
        <source>&amp;Boxes and labels</source>
        <translation>&amp;Cadres et étiquettes</translation>
    </message>
    <message>
        <source>Show boxes and labels over the picture</source>
        <translation>Afficher cadres et étiquettes sur l’image</translation>
    </message>
    <message>
        <source>Me&amp;ters</source>
        <translation>&amp;Indicateurs</translation>
    </message>
    <message>
        <source>Show rates, delays and what the models run on</source>
        <translation>Afficher les cadences, les délais et ce qui exécute les modèles</translation>
    </message>
    <message>
        <source>&amp;Faces panel</source>
        <translation>&amp;Panneau des visages</translation>
    </message>
    <message>
        <source>Show the cards of the faces in view</source>
        <translation>Afficher les fiches des visages visibles</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>P&amp;lein écran</translation>
    </message>
    <message>
        <source>Show the picture alone</source>
        <translation>Afficher l’image seule</translation>
    </message>
    <message>
        <source>&amp;Leave full screen</source>
        <translation>&amp;Quitter le plein écran</translation>
    </message>
    <message>
        <source>Show the whole window again</source>
        <translation>Afficher à nouveau toute la fenêtre</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>Mettre en pause ou continuer</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Arrêter</translation>
    </message>
    <message>
        <source>Close the source: nothing is watched any more</source>
        <translation>Fermer la source&#xa0;: plus rien n’est regardé</translation>
    </message>
    <message>
        <source>&amp;Next frame</source>
        <translation>Image &amp;suivante</translation>
    </message>
    <message>
        <source>Pause and show one frame more</source>
        <translation>Mettre en pause et avancer d’une image</translation>
    </message>
    <message>
        <source>&amp;Back 5 seconds</source>
        <translation>&amp;Reculer de 5 secondes</translation>
    </message>
    <message>
        <source>Go back 5 seconds</source>
        <translation>Revenir 5 secondes en arrière</translation>
    </message>
    <message>
        <source>&amp;Forward 5 seconds</source>
        <translation>A&amp;vancer de 5 secondes</translation>
    </message>
    <message>
        <source>Go on 5 seconds</source>
        <translation>Avancer de 5 secondes</translation>
    </message>
    <message>
        <source>To the b&amp;eginning</source>
        <translation>Au &amp;début</translation>
    </message>
    <message>
        <source>Go to the beginning</source>
        <translation>Aller au début</translation>
    </message>
    <message>
        <source>&amp;Loop</source>
        <translation>En &amp;boucle</translation>
    </message>
    <message>
        <source>Begin again at the end</source>
        <translation>Recommencer à la fin</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo</source>
        <translation>Photo pr&amp;écédente</translation>
    </message>
    <message>
        <source>Show the photo before</source>
        <translation>Afficher la photo d’avant</translation>
    </message>
    <message>
        <source>Ne&amp;xt photo</source>
        <translation>Photo s&amp;uivante</translation>
    </message>
    <message>
        <source>Show the photo after</source>
        <translation>Afficher la photo d’après</translation>
    </message>
    <message>
        <source>&amp;Retry now</source>
        <translation>Réessa&amp;yer maintenant</translation>
    </message>
    <message>
        <source>Try to reach the lost source at once</source>
        <translation>Tenter aussitôt de joindre la source perdue</translation>
    </message>
    <message>
        <source>Play the re&amp;cording</source>
        <translation>Lire l’enregistre&amp;ment</translation>
    </message>
    <message>
        <source>Play or pause the recording</source>
        <translation>Lire l’enregistrement ou le mettre en pause</translation>
    </message>
    <message>
        <source>One picture b&amp;ack</source>
        <translation>Re&amp;culer d’une image</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture before</source>
        <translation>Afficher l’image précédente de l’enregistrement</translation>
    </message>
    <message>
        <source>One picture &amp;on</source>
        <translation>Avancer d’une ima&amp;ge</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture after</source>
        <translation>Afficher l’image suivante de l’enregistrement</translation>
    </message>
    <message>
        <source>To the &amp;marker before</source>
        <translation>Au repère précéde&amp;nt</translation>
    </message>
    <message>
        <source>Go back to the marker before</source>
        <translation>Revenir au repère précédent</translation>
    </message>
    <message>
        <source>To the marker af&amp;ter</source>
        <translation>Au repère suivan&amp;t</translation>
    </message>
    <message>
        <source>Go on to the marker after</source>
        <translation>Avancer jusqu’au repère suivant</translation>
    </message>
    <message>
        <source>&amp;Help for this page</source>
        <translation>Aide de &amp;cette page</translation>
    </message>
    <message>
        <source>Read about what is shown now</source>
        <translation>Lire ce qui concerne ce qui est affiché</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>&amp;Bienvenue</translation>
    </message>
    <message>
        <source>Choose a source and let Facet know you, in a minute</source>
        <translation>Choisir une source et se présenter à Facet, en une minute</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Raccourcis clavier</translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation>Toutes les touches en un coup d’œil</translation>
    </message>
    <message>
        <source>&amp;About Facet</source>
        <translation>À &amp;propos de Facet</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>Version et licences</translation>
    </message>
</context>
<context>
    <name>Meter</name>
    <message>
        <source>Meter</source>
        <translation>Indicateur</translation>
    </message>
</context>
<context>
    <name>MistakeGrid</name>
    <message>
        <source>Worst mistakes</source>
        <translation>Pires erreurs</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>The chosen model</source>
        <translation>Le modèle choisi</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>Utiliser ce modèle</translation>
    </message>
    <message>
        <source>Facet answers as before; the model stays in this list</source>
        <translation>Facet répond comme avant&#x202f;; le modèle reste dans cette liste</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Télécharger</translation>
    </message>
    <message>
        <source>Measure on this machine</source>
        <translation>Mesurer sur cette machine</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progression</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>Sur cette machine</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Demandé</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>Exécuté sur</translation>
    </message>
    <message>
        <source>How good it is</source>
        <translation>Qualité</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Mesure</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>What this means</source>
        <translation>Ce que cela veut dire</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>Intervalle à 95&#x202f;%</translation>
    </message>
    <message>
        <source>Out of</source>
        <translation>Effectif</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Description</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Remarque</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Le fichier</translation>
    </message>
    <message>
        <source>What it learned from</source>
        <translation>Ce dont il a appris</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Données</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Conditions</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>utilisé</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Smile</source>
        <translation>Sourire</translation>
    </message>
    <message>
        <source>Emotion</source>
        <translation>Émotion</translation>
    </message>
    <message>
        <source>Who it is</source>
        <translation>Qui c’est</translation>
    </message>
    <message>
        <source>Points of a face</source>
        <translation>Points d’un visage</translation>
    </message>
    <message>
        <source>Finding faces</source>
        <translation>Détection des visages</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>Joie ou tristesse</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>Visages trouvés</translation>
    </message>
    <message>
        <source>Faces told from other things (AUC)</source>
        <translation>Visages distingués du reste (AUC)</translation>
    </message>
    <message>
        <source>Overlap with the true box</source>
        <translation>Recouvrement avec le vrai cadre</translation>
    </message>
    <message>
        <source>Likeness to its teacher&apos;s numbers (cosine)</source>
        <translation>Ressemblance aux nombres de son modèle enseignant (cosinus)</translation>
    </message>
    <message>
        <source>Who of a few people</source>
        <translation>Qui, parmi quelques personnes</translation>
    </message>
    <message>
        <source>{licence} It learned from research data, whose terms stand below.</source>
        <translation>{licence} Il a appris de données de recherche, dont les conditions figurent plus bas.</translation>
    </message>
    <message>
        <source>Of the network that it is built on: {licence}.</source>
        <translation>Celle du réseau sur lequel il repose&#xa0;: {licence}.</translation>
    </message>
    <message>
        <source>The pictures&apos; own terms hold too.</source>
        <translation>Les conditions propres aux images s’appliquent aussi.</translation>
    </message>
    <message>
        <source>It holds the names of people, and what tells them apart: theirs to give away.</source>
        <translation>Il contient les noms de personnes et ce qui les distingue&#xa0;: c’est à elles seules de le communiquer.</translation>
    </message>
    <message>
        <source>Finds faces with their eyes, nose and mouth. Once here, it looks closely at each face before a name is given, and searches photos in which Haar finds nothing. Used for all searches, it finds more turned faces than Haar.</source>
        <translation>Trouve les visages avec leurs yeux, leur nez et leur bouche. Une fois là, il regarde chaque visage de près avant qu’un nom soit donné, et cherche dans les photos où Haar ne trouve rien. Utilisé pour toutes les recherches, il trouve plus de visages tournés que Haar.</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine; surer than facet-id. OpenCV Zoo&apos;s published weights.</source>
        <translation>Distingue les personnes par 128 nombres pour chaque visage, comparés par cosinus&#x202f;; plus sûr que facet-id. Poids publiés par OpenCV Zoo.</translation>
    </message>
    <message>
        <source>It does all searches now. “Stop using it” brings Haar back.</source>
        <translation>Il fait maintenant toutes les recherches. «&#xa0;Ne plus l’utiliser&#xa0;» rétablit Haar.</translation>
    </message>
    <message>
        <source>Haar does the searches now.</source>
        <translation>Haar fait maintenant les recherches.</translation>
    </message>
    <message>
        <source>Ships with Facet</source>
        <translation>Fourni avec Facet</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Le vôtre</translation>
    </message>
    <message>
        <source>Downloaded</source>
        <translation>Téléchargé</translation>
    </message>
    <message>
        <source>Not downloaded</source>
        <translation>Non téléchargé</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>Utilisé</translation>
    </message>
    <message>
        <source>One picture takes</source>
        <translation>Temps par image</translation>
    </message>
    <message>
        <source>One face takes</source>
        <translation>Temps par visage</translation>
    </message>
    <message>
        <source>Made by others. Facet works without it; downloading it fetches {size} once.</source>
        <translation>Fait par d’autres. Facet fonctionne sans lui&#x202f;; le télécharger transfère {size} une seule fois.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Tâche</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Réponses</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of each face</source>
        <translation>{width} × {height}&#xa0;pixels de chaque visage</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of the whole picture</source>
        <translation>{width} × {height}&#xa0;pixels de l’image entière</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>Regarde</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation>Provenance</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Créé</translation>
    </message>
    <message>
        <source>On its card</source>
        <translation>Sur sa fiche</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>version {version}</translation>
    </message>
    <message>
        <source>{size} numbers that stand for a face</source>
        <translation>{size} nombres qui représentent un visage</translation>
    </message>
    <message>
        <source>whether it is a face, five points and its box</source>
        <translation>s’il s’agit d’un visage, cinq points et son cadre</translation>
    </message>
    <message>
        <source>one of {count} labels: {first}, …</source>
        <translation>l’une des {count} étiquettes&#xa0;: {first}, …</translation>
    </message>
    <message>
        <source>{label} from {share} on</source>
        <translation>{label} à partir de {share}</translation>
    </message>
    <message>
        <source>each answer from {share} on</source>
        <translation>chaque réponse à partir de {share}</translation>
    </message>
    <message>
        <source>{bars} (chosen on {data})</source>
        <translation>{bars} (choisi sur {data})</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Seuil</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} à {high}</translation>
    </message>
    <message>
        <source>OpenCV runs it, on the CPU alone.</source>
        <translation>OpenCV l’exécute, sur le CPU seulement.</translation>
    </message>
    <message>
        <source>The others are compared with it.</source>
        <translation>Les autres lui sont comparés.</translation>
    </message>
    <message>
        <source>Answers as the CPU does.</source>
        <translation>Répond comme le CPU.</translation>
    </message>
    <message>
        <source>Answers as the CPU does, within {tolerance:g}.</source>
        <translation>Répond comme le CPU, à {tolerance:g} près.</translation>
    </message>
    <message>
        <source>Its answers differ from the CPU&apos;s by up to {difference:.2g}.</source>
        <translation>Ses réponses diffèrent de celles du CPU de {difference:.2g} au plus.</translation>
    </message>
    <message>
        <source>Strangers named, where it is {share} sure or more</source>
        <translation>Inconnus nommés, là où il est sûr à {share} ou plus</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Exactitude</translation>
    </message>
    <message>
        <source>Balanced accuracy</source>
        <translation>Exactitude équilibrée</translation>
    </message>
    <message>
        <source>Known named rightly</source>
        <translation>Connus bien nommés</translation>
    </message>
    <message>
        <source>Strangers named</source>
        <translation>Inconnus nommés</translation>
    </message>
    <message>
        <source>Same person recognised</source>
        <translation>Même personne reconnue</translation>
    </message>
    <message>
        <source>Faces found by Haar</source>
        <translation>Visages trouvés par Haar</translation>
    </message>
    <message>
        <source>Points off by</source>
        <translation>Écart des points</translation>
    </message>
    <message>
        <source>On other pictures like these the value would most likely lie between these two. The more pictures, the closer they are.</source>
        <translation>Sur d’autres images de ce genre, la valeur se situerait très probablement entre ces deux-là. Plus il y a d’images, plus elles sont proches.</translation>
    </message>
    <message>
        <source>On how many pictures, faces or pairs of faces it was measured.</source>
        <translation>Sur combien d’images, de visages ou de paires de visages cela a été mesuré.</translation>
    </message>
    <message>
        <source>Of all its answers, so many were right.</source>
        <translation>De toutes ses réponses, autant étaient justes.</translation>
    </message>
    <message>
        <source>The share that was right, taken for each answer by itself and then averaged: a rare answer counts as much as a common one.</source>
        <translation>La part juste, prise pour chaque réponse séparément puis en moyenne : une réponse rare compte autant qu’une fréquente.</translation>
    </message>
    <message>
        <source>Counts two mistakes at once, giving an answer wrongly and missing it; averaged over all answers. 100 % means that neither ever happened.</source>
        <translation>Compte deux erreurs à la fois : donner une réponse à tort et la manquer ; moyenne de toutes les réponses. 100 % signifie que ni l’une ni l’autre n’est arrivée.</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had been shown before, so many got the right name.</source>
        <translation>Des images de personnes qu’on lui avait montrées auparavant, autant ont reçu le bon nom.</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had never been shown, so many got somebody&apos;s name by mistake. Lower is better.</source>
        <translation>Des images de personnes qu’on ne lui avait jamais montrées, autant ont reçu par erreur le nom de quelqu’un. Moins, c’est mieux.</translation>
    </message>
    <message>
        <source>Of pairs of pictures of one person, so many were taken for one person, where 1 in 1,000 pairs of strangers may be too.</source>
        <translation>Des paires d’images d’une même personne, autant ont été prises pour une seule personne, là où 1 paire d’inconnus sur 1 000 peut l’être aussi.</translation>
    </message>
    <message>
        <source>Of the faces that are in the pictures, so many were found.</source>
        <translation>Des visages présents dans les images, autant ont été trouvés.</translation>
    </message>
    <message>
        <source>The same of Haar, which ships with Facet: measured alike, to compare with.</source>
        <translation>La même chose pour Haar, fourni avec Facet&#xa0;: mesuré de la même façon, pour comparer.</translation>
    </message>
    <message>
        <source>Of a face and something else, how often the face is rated higher. 50 % would be chance.</source>
        <translation>D’un visage et d’autre chose, combien de fois le visage est mieux noté. 50 % serait le hasard.</translation>
    </message>
    <message>
        <source>How far its points lie from the true ones on average; 100 % would be the distance between the eyes. Lower is better.</source>
        <translation>À quelle distance ses points sont en moyenne des vrais ; 100 % serait la distance entre les yeux. Moins, c’est mieux.</translation>
    </message>
    <message>
        <source>How much of its box and the true one is common to both; 100 % if they are the same.</source>
        <translation>La part commune à son cadre et au vrai ; 100 % s’ils sont identiques.</translation>
    </message>
    <message>
        <source>How alike its numbers for a face and those of the model that it learned from are: 1 is the same, 0 has nothing in common.</source>
        <translation>À quel point ses nombres pour un visage ressemblent à ceux du modèle dont il a appris : 1 est identique, 0 n’a rien en commun.</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} images</translation>
    </message>
    <message>
        <source>pictures of strangers</source>
        <translation>images d’inconnus</translation>
    </message>
    <message>
        <source>the gallery&apos;s own pictures</source>
        <translation>les images de la galerie elle-même</translation>
    </message>
    <message>
        <source>LFW, people set aside for this</source>
        <translation>LFW, personnes réservées à cela</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with up to {most} pictures each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data} : {people:,} inscrits avec {most} images au plus chacun, environ 1 inconnu sur {strangers:,} peut être nommé</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with one picture each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data} : {people:,} inscrits avec une image chacun, environ 1 inconnu sur {strangers:,} peut être nommé</translation>
    </message>
    <message>
        <source>cross-validation in {count} parts</source>
        <translation>validation croisée en {count} parties</translation>
    </message>
    <message>
        <source>test</source>
        <translation>test</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from yet, but by which a setting was chosen ({chosen}); the values may be a little too good. Afterwards it learned from these pictures too.</source>
        <translation>Mesuré sur des images dont il n’avait pas encore appris, mais d’après lesquelles un réglage a été choisi ({chosen})&#x202f;; les valeurs peuvent être un peu trop bonnes. Ensuite, il a appris de ces images aussi.</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>validation</translation>
    </message>
    <message>
        <source>held-out rows of Training</source>
        <translation>lignes réservées de Training</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Measured on pictures that were kept aside and used for nothing else.</source>
        <translation>Mesuré sur des images réservées, qui n’ont servi à rien d’autre.</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validation</translation>
    </message>
    <message>
        <source>kept aside</source>
        <translation>réservées</translation>
    </message>
    <message>
        <source>Kept aside</source>
        <translation>Réservées</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from.</source>
        <translation>Mesuré sur des images dont il n’avait pas appris.</translation>
    </message>
    <message>
        <source>Held-out rows</source>
        <translation>Lignes réservées</translation>
    </message>
    <message>
        <source>Measured on pictures that it did not learn from, but by which its settings were chosen; the values may be a little too good.</source>
        <translation>Mesuré sur des images dont il n’a pas appris, mais d’après lesquelles ses réglages ont été choisis ; les valeurs peuvent être un peu trop bonnes.</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>Validation croisée</translation>
    </message>
    <message>
        <source>It learned several times, each time without one part of the pictures, and was measured on that part.</source>
        <translation>Il a appris plusieurs fois, chaque fois sans une partie des images, et a été mesuré sur cette partie.</translation>
    </message>
    <message>
        <source>Run as its makers published it.</source>
        <translation>Exécuté tel que ses auteurs l’ont publié.</translation>
    </message>
    <message>
        <source>boxes of faces with five points</source>
        <translation>les cadres des visages avec cinq points</translation>
    </message>
    <message>
        <source>whole pictures of any size, and single faces to be named</source>
        <translation>des images entières de toute taille, et des visages isolés à nommer</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Lies at</source>
        <translation>Emplacement</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures, where it is chosen.</source>
        <translation>La page Photos l’interroge sur des images entières, là où il est choisi.</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>La page Photos l’interroge sur des images entières.</translation>
    </message>
    <message>
        <source>How alike strangers look to it is not known, so it can&apos;t give names.</source>
        <translation>On ne sait pas à quel point les inconnus se ressemblent pour lui&#xa0;: il ne peut donc pas donner de noms.</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: the emotion model already tells happy from sad. It is here to compare with, on the command line.</source>
        <translation>Les pages de Facet n’utilisent pas ce modèle&#xa0;: celui des émotions distingue déjà la joie de la tristesse. Il est là pour comparer, en ligne de commande.</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: none of them asks for “{task}”. The command line does.</source>
        <translation>Les pages de Facet n’utilisent pas ce modèle&#xa0;: aucune ne demande «&#xa0;{task}&#xa0;». La ligne de commande le fait.</translation>
    </message>
    <message>
        <source>{command} (“Lies at” below says where FILE is)</source>
        <translation>{command} («&#xa0;Emplacement&#xa0;», plus bas, dit où se trouve FILE)</translation>
    </message>
    <message>
        <source>There are more: `facet doctor` names them all.</source>
        <translation>Il y en a d’autres : `facet doctor` les nomme tous.</translation>
    </message>
    <message>
        <source>These model files are not used:</source>
        <translation>Ces fichiers de modèle ne sont pas utilisés :</translation>
    </message>
    <message>
        <source>did not run</source>
        <translation>n’a pas fonctionné</translation>
    </message>
    <message>
        <source>{median:.2f} ms (slowest of twenty: {slow:.2f})</source>
        <translation>{median:.2f}&#xa0;ms (le plus lent de vingt&#xa0;: {slow:.2f})</translation>
    </message>
    <message>
        <source>A graphics card is there, and the model does not run on it.</source>
        <translation>Une carte graphique est présente, et le modèle ne fonctionne pas dessus.</translation>
    </message>
    <message>
        <source>{asked} was asked for, and the model does not run on it.</source>
        <translation>{asked} a été demandé, et le modèle ne fonctionne pas dessus.</translation>
    </message>
    <message>
        <source>It runs on the CPU instead.</source>
        <translation>Il fonctionne sur le CPU à la place.</translation>
    </message>
    <message>
        <source>Finding faces, beside Haar</source>
        <translation>Trouver les visages, outre Haar</translation>
    </message>
    <message>
        <source>{asked} gives other answers than the CPU.</source>
        <translation>{asked} donne d’autres réponses que le CPU.</translation>
    </message>
    <message>
        <source>Choose the CPU in the settings.</source>
        <translation>Choisissez le CPU dans les paramètres.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>non compté</translation>
    </message>
    <message>
        <source>Says whether a face smiles. It learned emotions first, from FER2013 with the votes of FER+, then smiles, from GENKI-4K. Where no face is found, it looks at the whole picture.</source>
        <translation>Dit si un visage sourit. Il a d’abord appris les émotions, de FER2013 avec les votes de FER+, puis les sourires, de GENKI-4K. Là où aucun visage n’est trouvé, il regarde l’image entière.</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as the people would who voted for FER+. Colour does not count. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>Dit laquelle de sept émotions un visage montre, comme le feraient les personnes qui ont voté pour FER+. La couleur ne compte pas. Quand il n’est pas assez sûr, il dit «&#x202f;Incertain&#x202f;».</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as FER2013&apos;s own labels would: good for comparing with published figures. “emotion” follows the votes of several people for each face instead. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>Dit laquelle de sept émotions un visage montre, comme les étiquettes d’origine de FER2013&#x202f;: utile pour comparer avec des chiffres publiés. «&#x202f;emotion&#x202f;» suit, lui, les votes de plusieurs personnes pour chaque visage. Quand il n’est pas assez sûr, il dit «&#x202f;Incertain&#x202f;».</translation>
    </message>
    <message>
        <source>Says whether a photo shows somebody happy or sad, the task of a well-known tutorial. It learned emotions first. Where no face is found, it looks at the whole picture.</source>
        <translation>Dit si une photo montre quelqu’un de joyeux ou de triste, l’exercice d’un tutoriel bien connu. Il a d’abord appris les émotions. Là où aucun visage n’est trouvé, il regarde l’image entière.</translation>
    </message>
    <message>
        <source>Follows faces from picture to picture: says whether a part of the picture holds a face, and where its eyes, nose and corners of the mouth are. It learned from YuNet&apos;s answers.</source>
        <translation>Suit les visages d’image en image&#x202f;: dit si une partie de l’image contient un visage, et où sont ses yeux, son nez et les coins de sa bouche. Il a appris des réponses de YuNet.</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine. It learned from SFace&apos;s answers; SFace itself is surer.</source>
        <translation>Distingue les personnes par 128 nombres pour chaque visage, comparés par le cosinus. Il a appris des réponses de SFace&#x202f;; SFace lui-même est plus sûr.</translation>
    </message>
    <message>
        <source>It was made smaller afterwards: it counts in whole numbers of 8 bits.</source>
        <translation>Il a été réduit par la suite&#xa0;: il calcule en nombres entiers de 8 bits.</translation>
    </message>
    <message>
        <source>Afterwards it learned from the pictures in “{data}” too.</source>
        <translation>Ensuite, il a appris aussi des images de «&#xa0;{data}&#xa0;».</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” a picture shows.</source>
        <translation>Dit laquelle des classes de «&#xa0;{data}&#xa0;» une image montre.</translation>
    </message>
    <message>
        <source>A picture of anything else gets one of these answers too.</source>
        <translation>Une image d’autre chose reçoit elle aussi l’une de ces réponses.</translation>
    </message>
    <message>
        <source>Says which breed the dog in a picture is.</source>
        <translation>Dit de quelle race est le chien d’une image.</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” it sees. It learned from these pictures alone, and from no others before.</source>
        <translation>Dit laquelle des classes de «&#xa0;{data}&#xa0;» il voit. Il a appris de ces images seulement, et d’aucune autre auparavant.</translation>
    </message>
    <message>
        <source>Says who of {count} people somebody is.</source>
        <translation>Dit de qui il s’agit, parmi {count} personnes.</translation>
    </message>
    <message>
        <source>On the pictures that were kept aside, the gallery by itself was right in {share}.</source>
        <translation>Sur les images réservées, la galerie seule a répondu juste à {share}.</translation>
    </message>
    <message>
        <source>How often a stranger gets a name was not measured.</source>
        <translation>La fréquence à laquelle un inconnu reçoit un nom n’a pas été mesurée.</translation>
    </message>
    <message>
        <source>Says who of the people in “{data}” somebody is.</source>
        <translation>Dit de qui il s’agit, parmi les personnes de «&#xa0;{data}&#xa0;».</translation>
    </message>
    <message>
        <source>A stranger gets one of these names too.</source>
        <translation>Un inconnu reçoit lui aussi l’un de ces noms.</translation>
    </message>
    <message>
        <source>It is a small classifier, trained on what {network} sees in a picture; {network} itself was not changed.</source>
        <translation>C’est un petit classifieur, entraîné sur ce que {network} voit dans une image&#x202f;; {network} lui-même n’a pas été modifié.</translation>
    </message>
    <message>
        <source>The pictures come from ImageNet, from which {network} learned: it may know these very pictures, and its figures may be too good.</source>
        <translation>Les images viennent d’ImageNet, dont {network} a appris&#xa0;: il connaît peut-être ces images mêmes, et ses chiffres peuvent être trop bons.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source> Add a model…</source>
        <translation> Ajouter un modèle…</translation>
    </message>
    <message>
        <source>A model is being downloaded.</source>
        <translation>Un modèle est en cours de téléchargement.</translation>
    </message>
    <message>
        <source>%s is asked about whole photos from now on.</source>
        <translation>%s est désormais interrogé sur les photos entières.</translation>
    </message>
    <message>
        <source>Show photos</source>
        <translation>Afficher les photos</translation>
    </message>
    <message>
        <source>%s finds faces from now on.</source>
        <translation>%s trouve désormais les visages.</translation>
    </message>
    <message>
        <source>%s tells people apart from now on.</source>
        <translation>%s distingue désormais les personnes.</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>%1 répond désormais à «&#xa0;%2&#xa0;».</translation>
    </message>
    <message>
        <source>%s is not asked any more.</source>
        <translation>%s n’est plus interrogé.</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Mesure…</translation>
    </message>
    <message>
        <source>Downloading %1 (%2)…</source>
        <translation>Téléchargement de %1 (%2)…</translation>
    </message>
    <message>
        <source>%s is here.</source>
        <translation>%s est là.</translation>
    </message>
    <message>
        <source>%s was removed.</source>
        <translation>Modèle retiré&#xa0;: %s.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>%s is among your models.</source>
        <translation>%s fait partie de vos modèles.</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>Arrêt…</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Ajouter un modèle</translation>
    </message>
    <message>
        <source>Models (*.onnx)</source>
        <translation>Modèles (*.onnx)</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>What answers the questions about faces, how well, and how fast here.</source>
        <translation>Ce qui répond aux questions sur les visages, avec quelle qualité et à quelle vitesse ici.</translation>
    </message>
    <message>
        <source>Add a model…</source>
        <translation>Ajouter un modèle…</translation>
    </message>
    <message>
        <source>Add an ONNX file, or drop one here; without a card you write one</source>
        <translation>Ajouter un fichier ONNX, ou en déposer un ici&#x202f;; s’il n’a pas de fiche, vous en rédigez une</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Who is this?</source>
        <translation>Qui est-ce&#x202f;?</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>Le visage</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nom</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Who this is</source>
        <translation>Qui c’est</translation>
    </message>
    <message>
        <source>Whom Facet knows</source>
        <translation>Les personnes que Facet connaît</translation>
    </message>
</context>
<context>
    <name>NamesDesk</name>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
</context>
<context>
    <name>NewView</name>
    <message>
        <source> Start training</source>
        <translation> Lancer l’entraînement</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>Choisir le dossier…</translation>
    </message>
    <message>
        <source>or drop it here</source>
        <translation>ou déposez-le ici</translation>
    </message>
    <message>
        <source>A further folder…</source>
        <translation>Dossier de plus…</translation>
    </message>
    <message>
        <source>Start it; Facet can be used meanwhile</source>
        <translation>Le lancer&#x202f;; Facet reste utilisable pendant ce temps</translation>
    </message>
    <message>
        <source>What to learn</source>
        <translation>Que faut-il apprendre</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>Choisir le dossier des images</translation>
    </message>
    <message>
        <source>Choose a further folder; it may be left out</source>
        <translation>Choisir un dossier de plus&#x202f;; il peut être omis</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Lancer l’entraînement</translation>
    </message>
</context>
<context>
    <name>NotFaces</name>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>What can be done about it</source>
        <translation>Ce qu’on peut y faire</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Fermer ce message</translation>
    </message>
</context>
<context>
    <name>Number</name>
    <message>
        <source>{percent} %</source>
        <translation>{percent}&#x202f;%</translation>
    </message>
    <message>
        <source>{size:.0f} kB</source>
        <translation>{size:.0f}&#xa0;ko</translation>
    </message>
    <message>
        <source>{size:.1f} MB</source>
        <translation>{size:.1f}&#xa0;Mo</translation>
    </message>
    <message>
        <source>{size:.0f} MB</source>
        <translation>{size:.0f}&#xa0;Mo</translation>
    </message>
    <message>
        <source>{size:.1f} GB</source>
        <translation>{size:.1f}&#xa0;Go</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d MMM yyyy</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d MMM</translation>
    </message>
</context>
<context>
    <name>OptionsView</name>
    <message>
        <source>How to train</source>
        <translation>Façon d’entraîner</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Plus d’options</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>L’image entière</translation>
    </message>
    <message>
        <source>The face in it</source>
        <translation>Le visage qu’elle contient</translation>
    </message>
    <message>
        <source>Solved at once</source>
        <translation>Résolue d’un coup</translation>
    </message>
    <message>
        <source>Learned in rounds</source>
        <translation>Apprise en plusieurs passes</translation>
    </message>
    <message>
        <source>As the recipe has it</source>
        <translation>Selon la recette</translation>
    </message>
    <message>
        <source>A network that has seen many pictures before.</source>
        <translation>Un réseau qui a déjà vu beaucoup d’images.</translation>
    </message>
    <message>
        <source>How often every picture is seen.</source>
        <translation>Combien de fois chaque image est vue.</translation>
    </message>
    <message>
        <source>As name=value, apart by spaces. There are: %s.</source>
        <translation>Sous la forme nom=valeur, séparés par des espaces. Il y a&#xa0;: %s.</translation>
    </message>
    <message>
        <source>Show the settings that a beginner need not touch</source>
        <translation>Afficher les paramètres auxquels un débutant n’a pas besoin de toucher</translation>
    </message>
    <message>
        <source>Builds on</source>
        <translation>Base</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>Regarde</translation>
    </message>
    <message>
        <source>Faces are found and cut out as in the live view.</source>
        <translation>Les visages sont trouvés et découpés comme en direct.</translation>
    </message>
    <message>
        <source>Rounds (epochs)</source>
        <translation>Passes (époques)</translation>
    </message>
    <message>
        <source>Other options</source>
        <translation>Autres options</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Exécution sur</translation>
    </message>
    <message>
        <source>Every picture is seen once, and that is enough.</source>
        <translation>Chaque image est vue une fois, et cela suffit.</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card that works.</source>
        <translation>Automatique prend une carte graphique qui fonctionne.</translation>
    </message>
    <message>
        <source>Last layer</source>
        <translation>Dernière couche</translation>
    </message>
    <message>
        <source>Solved at once is quick, and best for few pictures.</source>
        <translation>Résolue d’un coup&#xa0;: rapide, et le mieux pour peu d’images.</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Images par pas</translation>
    </message>
    <message>
        <source>More need more memory.</source>
        <translation>Davantage demande plus de mémoire.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Taux d’apprentissage</translation>
    </message>
    <message>
        <source>The highest of the schedule.</source>
        <translation>Le plus élevé de la progression.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>Decides the split and the first weights.</source>
        <translation>Détermine la répartition et les premiers poids.</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>Arrêt anticipé après</translation>
    </message>
    <message>
        <source>Rounds without a better one; 0 for never.</source>
        <translation>Passes sans amélioration&#x202f;; 0 pour jamais.</translation>
    </message>
    <message>
        <source>None needed</source>
        <translation>Inutile</translation>
    </message>
</context>
<context>
    <name>PageRail</name>
    <message>
        <source>Pages</source>
        <translation>Pages</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>People</source>
        <translation>Personnes</translation>
    </message>
    <message>
        <source>See, add and correct whom Facet knows by face</source>
        <translation>Voir, ajouter et corriger ceux que Facet connaît de visage</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Photos</translation>
    </message>
    <message>
        <source>See every face of many photos</source>
        <translation>Voir chaque visage de nombreuses photos</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Enregistrements</translation>
    </message>
    <message>
        <source>Watch, correct and export what was recorded</source>
        <translation>Revoir, corriger et exporter ce qui a été enregistré</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entraînement</translation>
    </message>
    <message>
        <source>Train a model on your own pictures</source>
        <translation>Entraîner un modèle sur vos propres images</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>See, choose, add and measure the models</source>
        <translation>Voir, choisir, ajouter et mesurer les modèles</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>Change how Facet works and looks</source>
        <translation>Modifier le fonctionnement et l’aspect de Facet</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Undone: {said}.</source>
        <translation>Annulé : {said}.</translation>
    </message>
    <message>
        <source>Done again: {said}.</source>
        <translation>Rétabli&#xa0;: {said}.</translation>
    </message>
    <message>
        <source>Kept: this is not {name}.</source>
        <translation>Retenu&#xa0;: ce n’est pas {name}.</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>Facet connaît désormais {name}.</translation>
    </message>
    <message>
        <source>Added to {name}, who has {count} pictures now.</source>
        <translation>Ajouté à {name}, qui a maintenant {count} images.</translation>
    </message>
    <message>
        <source>{count} unlike the others, or badly seen, were set aside.</source>
        <translation>Mises de côté, car différentes des autres ou mal vues&#xa0;: {count}.</translation>
    </message>
    <message>
        <source>It is unlike their other pictures: undo this if it was a slip.</source>
        <translation>Elle ne ressemble pas aux autres&#x202f;: annuler si c’était une erreur.</translation>
    </message>
    <message>
        <source>Facet takes the face for {name}: undo this if the two are one person.</source>
        <translation>Facet prend ce visage pour {name}&#x202f;: annulez si c’est la même personne.</translation>
    </message>
    <message>
        <source>Done: {said}.</source>
        <translation>Fait&#x202f;: {said}.</translation>
    </message>
    <message>
        <source>Pictures of the face, numbers made from them and the name, on this computer</source>
        <translation>Des images du visage, les nombres qui en sont tirés et le nom, sur cet ordinateur</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 image</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} images</translation>
    </message>
    <message>
        <source>seen today</source>
        <translation>vu aujourd’hui</translation>
    </message>
    <message>
        <source>seen yesterday</source>
        <translation>vu hier</translation>
    </message>
    <message>
        <source>seen {days} days ago</source>
        <translation>vu il y a {days} jours</translation>
    </message>
    <message>
        <source>seen on {date}</source>
        <translation>vu le {date}</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Face</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Gauche</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Droite</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Haut</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Bas</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>Sourire</translation>
    </message>
    <message>
        <source>Every side is covered.</source>
        <translation>Tous les côtés sont couverts.</translation>
    </message>
    <message>
        <source>From these pictures no pose can be told. The camera&apos;s guided pictures cover all sides.</source>
        <translation>Ces images ne permettent de reconnaître aucune pose. Les images guidées de la caméra couvrent tous les côtés.</translation>
    </message>
    <message>
        <source>Not covered: {sides}. Turned that way, the face may stay unknown.</source>
        <translation>Non couvert&#xa0;: {sides}. Tourné ainsi, le visage peut rester inconnu.</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>mise de côté</translation>
    </message>
    <message>
        <source>Picture: {quality}</source>
        <translation>Image&#xa0;: {quality}</translation>
    </message>
    <message>
        <source>Like the others: {score}</source>
        <translation>Comme les autres&#xa0;: {score}</translation>
    </message>
    <message>
        <source>Nearest stranger: {score}</source>
        <translation>Inconnu le plus proche&#xa0;: {score}</translation>
    </message>
    <message>
        <source>A name needs {bar}</source>
        <translation>Un nom demande {bar}</translation>
    </message>
    <message>
        <source>Set aside: {why}</source>
        <translation>Mise de côté&#xa0;: {why}</translation>
    </message>
    <message>
        <source>not recognised</source>
        <translation>non reconnue</translation>
    </message>
    <message>
        <source>could be mistaken</source>
        <translation>peut prêter à confusion</translation>
    </message>
    <message>
        <source>Strangers who would get the name by this picture alone: {count} of {asked}</source>
        <translation>Inconnus qui recevraient le nom par cette seule image : {count} sur {asked}</translation>
    </message>
    <message>
        <source>“Could be mistaken”: unusually many strangers look like that picture. If there are better ones, set it aside.</source>
        <translation>« Peut prêter à confusion » : plus d’inconnus que d’habitude ressemblent à cette image. S’il y en a de meilleures, mettez-la de côté.</translation>
    </message>
    <message>
        <source>Each of these {count} pictures is recognised by the others.</source>
        <translation>Chacune de ces {count} images est reconnue grâce aux autres.</translation>
    </message>
    <message>
        <source>{missed} of these {count} pictures would not be recognised by the others.</source>
        <translation>{missed} de ces {count} images ne seraient pas reconnues grâce aux autres.</translation>
    </message>
    <message>
        <source>{pictures} chosen</source>
        <translation>{pictures} choisies</translation>
    </message>
    <message>
        <source>not seen live yet</source>
        <translation>pas encore vu en direct</translation>
    </message>
    <message>
        <source>Added on {date}</source>
        <translation>Ajout le {date}</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Ce qui est conservé</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Consentement</translation>
    </message>
    <message>
        <source>1 stranger in {many}</source>
        <translation>1 inconnu sur {many}</translation>
    </message>
    <message>
        <source>With this choice about {share}.</source>
        <translation>Avec ce choix, environ {share}.</translation>
    </message>
    <message>
        <source>How many stay unnamed can be told once someone has two pictures.</source>
        <translation>Combien restent sans nom se saura dès que quelqu’un aura deux images.</translation>
    </message>
    <message>
        <source>Of {n} pictures of known people {missed} would stay unnamed: too few to tell the share.</source>
        <translation>Sur {n} images de personnes connues, {missed} resteraient sans nom&#x202f;: trop peu d’images pour donner la part.</translation>
    </message>
    <message>
        <source>About {share} of pictures of known people would stay unnamed ({low} to {high}, by {n} pictures).</source>
        <translation>Environ {share} des images de personnes connues resteraient sans nom ({low} à {high}, d’après {n} images).</translation>
    </message>
    <message>
        <source>Fine-tuning was left out.</source>
        <translation>L’affinage a été omis.</translation>
    </message>
    <message>
        <source>Whether it helps shows once someone has three pictures.</source>
        <translation>Son utilité apparaît dès que quelqu’un a trois images.</translation>
    </message>
    <message>
        <source>Of {n} pictures held out in turn, {after} get the right name with it ({low} to {high} with 95 % certainty), {before} as it was.</source>
        <translation>Sur {n} images écartées à leur tour, {after} reçoivent le bon nom avec lui ({low} à {high} avec 95&#x202f;% de certitude), {before} comme c’était.</translation>
    </message>
    <message>
        <source>Fine-tuned, and in use from now on.</source>
        <translation>Affinage terminé, utilisé à partir de maintenant.</translation>
    </message>
    <message>
        <source>The gain may be chance, so nothing was changed.</source>
        <translation>Le gain peut être dû au hasard, rien n’a donc été changé.</translation>
    </message>
    <message>
        <source>Fine-tuning is no better here, so nothing was changed.</source>
        <translation>L’affinage n’apporte rien ici, rien n’a donc été changé.</translation>
    </message>
    <message>
        <source>As before, about {strangers} may get a wrong name.</source>
        <translation>Comme avant, environ {strangers} peut recevoir un nom erroné.</translation>
    </message>
    <message>
        <source>A single picture makes the difference: too few to tell.</source>
        <translation>Une seule image fait la différence&#xa0;: trop peu pour le dire.</translation>
    </message>
    <message>
        <source>{n} pictures make the difference: too few to tell.</source>
        <translation>{n} images font la différence&#xa0;: trop peu pour le dire.</translation>
    </message>
    <message>
        <source>{people} people with {pictures} pictures take part. It takes a few seconds.</source>
        <translation>{people} personnes avec {pictures} images y prennent part. Cela prend quelques secondes.</translation>
    </message>
    <message>
        <source>Facet learns from everyone&apos;s pictures which differences between these faces matter. Often that changes little.</source>
        <translation>Facet apprend des images de tous quelles différences comptent entre ces visages. Souvent, cela change peu.</translation>
    </message>
    <message>
        <source>Pictures held out in turn show whether it helps: it is used only where that is sure. With few pictures it seldom is.</source>
        <translation>Des images écartées à leur tour montrent si cela aide&#xa0;: ce n’est utilisé que si c’est sûr. Avec peu d’images, ce l’est rarement.</translation>
    </message>
    <message>
        <source>People and pictures stay as they are. “Go back”, in the message afterwards or under “⋯”, brings back the names of before.</source>
        <translation>Les personnes et les images restent telles quelles. «&#xa0;Revenir&#xa0;», dans le message qui suit ou sous «&#xa0;⋯&#xa0;», rétablit les noms d’avant.</translation>
    </message>
    <message>
        <source>Another model looks at everyone&apos;s pictures: {done} of {total}.</source>
        <translation>Un autre modèle regarde les images de tout le monde&#xa0;: {done} sur {total}.</translation>
    </message>
    <message>
        <source>Until it has seen all, names are given as before.</source>
        <translation>Tant qu’il n’a pas tout vu, les noms sont donnés comme avant.</translation>
    </message>
    <message>
        <source>Undo: {said}</source>
        <translation>Annuler&#xa0;: {said}</translation>
    </message>
    <message>
        <source>Redo: {said}</source>
        <translation>Rétablir&#xa0;: {said}</translation>
    </message>
    <message>
        <source>1 picture moved from {name} to {other}</source>
        <translation>1 image passée de {name} à {other}</translation>
    </message>
    <message>
        <source>{count} pictures moved from {name} to {other}</source>
        <translation>{count} images passées de {name} à {other}</translation>
    </message>
    <message>
        <source>1 picture added to {name}</source>
        <translation>1 image ajoutée à {name}</translation>
    </message>
    <message>
        <source>{count} pictures added to {name}</source>
        <translation>{count} images ajoutées à {name}</translation>
    </message>
    <message>
        <source>1 picture marked as not {name}</source>
        <translation>1 image notée comme n’étant pas {name}</translation>
    </message>
    <message>
        <source>{name} renamed to {other}</source>
        <translation>{name} renommé en {other}</translation>
    </message>
    <message>
        <source>{name} merged into {other}</source>
        <translation>{name} fusionné avec {other}</translation>
    </message>
    <message>
        <source>1 picture of {name} set aside</source>
        <translation>1 image de {name} mise de côté</translation>
    </message>
    <message>
        <source>{count} pictures of {name} set aside</source>
        <translation>{count} images de {name} mises de côté</translation>
    </message>
    <message>
        <source>1 picture of {name} counts again</source>
        <translation>1 image de {name} compte de nouveau</translation>
    </message>
    <message>
        <source>{count} pictures of {name} count again</source>
        <translation>{count} images de {name} comptent de nouveau</translation>
    </message>
    <message>
        <source>{count} kept as “not {name}”</source>
        <translation>retenues comme «&#xa0;pas {name}&#xa0;»&#xa0;: {count}</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from them</source>
        <translation>{parts}, et les nombres qui en sont tirés</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from it</source>
        <translation>{parts}, et les nombres qui en sont tirés</translation>
    </message>
    <message>
        <source>The name, the notes on consent, and every noted change that names {name}</source>
        <translation>Le nom, les notes sur le consentement, et chaque modification notée qui mentionne {name}</translation>
    </message>
    <message>
        <source>In all recordings: the name, and every answer about {name}</source>
        <translation>Dans tous les enregistrements&#xa0;: le nom, et chaque réponse concernant {name}</translation>
    </message>
    <message>
        <source>The whole video of each recording in which {name} was recognised</source>
        <translation>La vidéo entière de chaque enregistrement où Facet a reconnu {name}</translation>
    </message>
    <message>
        <source>What stays: your own photo files, snapshots and exported files, and the videos in which {name} was never recognised.</source>
        <translation>Ce qui reste&#xa0;: vos propres fichiers photo, les instantanés et les fichiers exportés, et les vidéos où Facet n’a jamais reconnu {name}.</translation>
    </message>
    <message>
        <source>Training: {title}</source>
        <translation>Entraînement&#xa0;: {title}</translation>
    </message>
    <message>
        <source>Model: {title}</source>
        <translation>Modèle&#xa0;: {title}</translation>
    </message>
    <message>
        <source>Older gallery that can&apos;t be read: {title}</source>
        <translation>Ancienne galerie illisible&#xa0;: {title}</translation>
    </message>
    <message>
        <source>1 recording named them.</source>
        <translation>1 enregistrement contenait ce nom.</translation>
    </message>
    <message>
        <source>{n} recordings named them.</source>
        <translation>{n} enregistrements contenaient ce nom.</translation>
    </message>
    <message>
        <source>The recorded video of 1 recording was deleted.</source>
        <translation>La vidéo de 1 enregistrement a été supprimée.</translation>
    </message>
    <message>
        <source>The recorded videos of {n} recordings were deleted.</source>
        <translation>Les vidéos de {n} enregistrements ont été supprimées.</translation>
    </message>
    <message>
        <source>1 recording can&apos;t be read and may still name them.</source>
        <translation>1 enregistrement est illisible et contient peut-être encore ce nom.</translation>
    </message>
    <message>
        <source>{n} recordings can&apos;t be read and may still name them.</source>
        <translation>{n} enregistrements sont illisibles et contiennent peut-être encore ce nom.</translation>
    </message>
    <message>
        <source>It learned from them: delete it by hand.</source>
        <translation>Cela a appris de cette personne&#x202f;: à supprimer à la main.</translation>
    </message>
    <message>
        <source>{faces} in {photos}, {chosen} chosen.</source>
        <translation>{faces} dans {photos}, choisis&#xa0;: {chosen}.</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 visage</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} visages</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 photo</translation>
    </message>
    <message>
        <source>{n} photos</source>
        <translation>{n} photos</translation>
    </message>
    <message>
        <source>1 photo gives none: {names}.</source>
        <translation>1 photo n’en donne aucun&#xa0;: {names}.</translation>
    </message>
    <message>
        <source>{n} photos give none: {names}.</source>
        <translation>{n} photos n’en donnent aucun&#xa0;: {names}.</translation>
    </message>
    <message>
        <source>Looking for faces…</source>
        <translation>Recherche de visages…</translation>
    </message>
    <message>
        <source>No face was found in these files.</source>
        <translation>Aucun visage n’a été trouvé dans ces fichiers.</translation>
    </message>
    <message>
        <source>Fitting to everyone&apos;s pictures…</source>
        <translation>Ajustement aux images de tout le monde…</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Revenir</translation>
    </message>
    <message>
        <source>Names are given as before the last fine-tuning.</source>
        <translation>Les noms sont donnés comme avant le dernier affinage.</translation>
    </message>
    <message>
        <source>Photos of one person</source>
        <translation>Photos d’une seule personne</translation>
    </message>
    <message>
        <source>No camera was found.</source>
        <translation>Aucune caméra n’a été trouvée.</translation>
    </message>
    <message>
        <source>Plug one in, or add photos instead.</source>
        <translation>Branchez-en une, ou ajoutez plutôt des photos.</translation>
    </message>
    <message>
        <source>Export everyone</source>
        <translation>Exporter tout le monde</translation>
    </message>
    <message>
        <source>{count} exported, with their pictures. Keep that file safe.</source>
        <translation>{count} personnes exportées, avec leurs images. Gardez ce fichier en lieu sûr.</translation>
    </message>
    <message>
        <source>Import people</source>
        <translation>Importer des personnes</translation>
    </message>
    <message>
        <source>{people} new people and {faces} pictures came in.</source>
        <translation>{people} nouvelles personnes et {faces} images ont été importées.</translation>
    </message>
    <message>
        <source>The pictures stay as they are.</source>
        <translation>Les images restent telles quelles.</translation>
    </message>
    <message>
        <source>{name} is somebody already. If the two are one person, merge them.</source>
        <translation>{name} existe déjà. S’il s’agit d’une seule personne, fusionnez les deux.</translation>
    </message>
    <message>
        <source>The pictures go there. Someone new gets an entry.</source>
        <translation>Les images y sont transférées. Une nouvelle personne reçoit une entrée.</translation>
    </message>
    <message>
        <source>{name} is new and gets an entry.</source>
        <translation>{name} est un nouveau nom et reçoit une entrée.</translation>
    </message>
    <message>
        <source>That is whose they are now.</source>
        <translation>Elles sont déjà à cette personne.</translation>
    </message>
    <message>
        <source>{name} is known already, with {pictures}.</source>
        <translation>Facet connaît déjà {name}, avec {pictures}.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <source>The picture goes there. Someone new gets an entry.</source>
        <translation>L’image y est transférée. Une nouvelle personne reçoit une entrée.</translation>
    </message>
    <message>
        <source>Whose picture is this?</source>
        <translation>De qui est cette image&#x202f;?</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Déplacer</translation>
    </message>
    <message>
        <source>Whose pictures are these?</source>
        <translation>De qui sont ces images&#x202f;?</translation>
    </message>
    <message>
        <source>Delete {pictures}?</source>
        <translation>Supprimer {pictures}&#x202f;?</translation>
    </message>
    <message>
        <source>With the numbers made from it, for good: there is no way back.</source>
        <translation>Avec les nombres qui en sont tirés, définitivement&#x202f;: il n’y a pas de retour.</translation>
    </message>
    <message>
        <source>With the numbers made from them, for good: there is no way back.</source>
        <translation>Avec les nombres qui en sont tirés, définitivement&#x202f;: il n’y a pas de retour.</translation>
    </message>
    <message>
        <source>Deleted: {pictures}.</source>
        <translation>Supprimé&#x202f;: {pictures}.</translation>
    </message>
    <message>
        <source>{name} was erased.</source>
        <translation>Tout ce qui concerne {name} est effacé.</translation>
    </message>
    <message>
        <source>No face was found.</source>
        <translation>Aucun visage n’a été trouvé.</translation>
    </message>
    <message>
        <source>Another face</source>
        <translation>Un autre visage</translation>
    </message>
    <message>
        <source>Seen already</source>
        <translation>Déjà vu</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>Facet ne sait pas encore distinguer les personnes.</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source> Add someone</source>
        <translation> Ajouter quelqu’un</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>Facet ne sait pas encore distinguer les personnes.</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>Rien à annuler</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>Rien à rétablir</translation>
    </message>
    <message>
        <source>It takes two people at least</source>
        <translation>Il faut au moins deux personnes</translation>
    </message>
    <message>
        <source>Names are not fine-tuned now</source>
        <translation>Les noms ne sont pas affinés actuellement</translation>
    </message>
    <message>
        <source>Nobody is known yet</source>
        <translation>Personne n’est encore connu</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>Deux entrées qui sont une seule personne</translation>
    </message>
    <message>
        <source>There is nobody else to merge with</source>
        <translation>Il n’y a personne d’autre avec qui fusionner</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>The file can be kept aside, and a new one begun.</source>
        <translation>Le fichier peut être mis de côté, et un nouveau commencé.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Repartir à neuf</translation>
    </message>
    <message>
        <source>The old file is kept as %s.</source>
        <translation>L’ancien fichier est conservé sous %s.</translation>
    </message>
    <message>
        <source>Undo, redo, export and import</source>
        <translation>Annuler, rétablir, exporter et importer</translation>
    </message>
    <message>
        <source>&amp;Fine-tune to these people…</source>
        <translation>&amp;Affiner pour ces personnes…</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personnes</translation>
    </message>
    <message>
        <source>Whom Facet knows by face.</source>
        <translation>Ceux que Facet connaît de visage.</translation>
    </message>
    <message>
        <source>Find someone</source>
        <translation>Chercher quelqu’un</translation>
    </message>
    <message>
        <source>Show only names with these words</source>
        <translation>N’afficher que les noms qui contiennent ces mots</translation>
    </message>
    <message>
        <source>Add someone</source>
        <translation>Ajouter quelqu’un</translation>
    </message>
    <message>
        <source>From photos or from the camera; photos can also be dropped here</source>
        <translation>À partir de photos ou de la caméra&#x202f;; on peut aussi déposer des photos ici</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Plus</translation>
    </message>
    <message>
        <source>Nobody&apos;s name has these words.</source>
        <translation>Aucun nom ne contient ces mots.</translation>
    </message>
    <message>
        <source>From &amp;photos…</source>
        <translation>À partir de &amp;photos…</translation>
    </message>
    <message>
        <source>From the &amp;camera…</source>
        <translation>À partir de la &amp;caméra…</translation>
    </message>
    <message>
        <source>&amp;Go back to before fine-tuning</source>
        <translation>&amp;Revenir à l’état d’avant l’affinage</translation>
    </message>
    <message>
        <source>&amp;Export everyone…</source>
        <translation>&amp;Exporter tout le monde…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importer…</translation>
    </message>
</context>
<context>
    <name>PersonList</name>
    <message>
        <source>People</source>
        <translation>Personnes</translation>
    </message>
</context>
<context>
    <name>PersonView</name>
    <message>
        <source>The chosen person</source>
        <translation>La personne choisie</translation>
    </message>
    <message>
        <source>Sides of the face</source>
        <translation>Côtés du visage</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>{count} marked as not them</source>
        <translation>marquées comme une autre personne&#xa0;: {count}</translation>
    </message>
    <message>
        <source>Nothing was noted.</source>
        <translation>Rien n’a été noté.</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>Couvert</translation>
    </message>
    <message>
        <source>No picture of this side yet</source>
        <translation>Pas encore d’image de ce côté</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>Portrait</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Ajouter des photos…</translation>
    </message>
    <message>
        <source>More pictures, from files</source>
        <translation>D’autres images, à partir de fichiers</translation>
    </message>
    <message>
        <source>Camera…</source>
        <translation>Caméra…</translation>
    </message>
    <message>
        <source>More pictures, guided, from the camera</source>
        <translation>D’autres images, guidées, avec la caméra</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Renommer…</translation>
    </message>
    <message>
        <source>Another name</source>
        <translation>Un autre nom</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Fusionner…</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>Deux entrées qui sont une seule personne</translation>
    </message>
    <message>
        <source>Un-merge</source>
        <translation>Défaire la fusion</translation>
    </message>
    <message>
        <source>Take the last merge back</source>
        <translation>Annuler la dernière fusion</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Effacer…</translation>
    </message>
    <message>
        <source>Erase this person for good</source>
        <translation>Effacer définitivement cette personne</translation>
    </message>
</context>
<context>
    <name>PhotoDialog</name>
    <message>
        <source>Click on a face to say who it is.</source>
        <translation>Cliquez sur un visage pour dire qui c’est.</translation>
    </message>
    <message>
        <source>Show on the live page</source>
        <translation>Afficher sur la page Direct</translation>
    </message>
    <message>
        <source>Open this photo on the live page</source>
        <translation>Ouvrir cette photo sur la page Direct</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Back to the faces</source>
        <translation>Retour aux visages</translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message>
        <source>Can&apos;t be read</source>
        <translation>Illisible</translation>
    </message>
    <message>
        <source>No face found</source>
        <translation>Aucun visage trouvé</translation>
    </message>
    <message>
        <source>Faces ({count:,})</source>
        <translation>Visages ({count:,})</translation>
    </message>
    <message>
        <source>Whole pictures ({count:,})</source>
        <translation>Images entières ({count:,})</translation>
    </message>
    <message>
        <source>Without a face ({count:,})</source>
        <translation>Sans visage ({count:,})</translation>
    </message>
    <message>
        <source>Not readable ({count:,})</source>
        <translation>Illisibles ({count:,})</translation>
    </message>
    <message>
        <source>Whole pictures (no model)</source>
        <translation>Images entières (pas de modèle)</translation>
    </message>
    <message>
        <source>Any smile</source>
        <translation>Sourire&#xa0;: tous</translation>
    </message>
    <message>
        <source>Any emotion</source>
        <translation>Émotion&#xa0;: toutes</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Tout le monde</translation>
    </message>
    <message>
        <source>Any answer</source>
        <translation>Toutes les réponses</translation>
    </message>
    <message>
        <source>Any {task}</source>
        <translation>{task}&#xa0;: tout</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Inconnu</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Incertain</translation>
    </message>
    <message>
        <source>&lt; 1 %</source>
        <translation>&lt; 1&#x202f;%</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>photo</translation>
    </message>
    <message>
        <source>photos</source>
        <translation>photos</translation>
    </message>
    <message>
        <source>face</source>
        <translation>visage</translation>
    </message>
    <message>
        <source>faces</source>
        <translation>visages</translation>
    </message>
    <message>
        <source>{count:,} without a face</source>
        <translation>{count:,} sans visage</translation>
    </message>
    <message>
        <source>{count:,} not readable</source>
        <translation>{count:,} illisibles</translation>
    </message>
    <message>
        <source>{shown:,} of {whole:,} shown</source>
        <translation>{shown:,} sur {whole:,} affichés</translation>
    </message>
    <message>
        <source>{count:,} cards chosen</source>
        <translation>{count:,} fiches choisies</translation>
    </message>
    <message>
        <source>{count:,} faces chosen</source>
        <translation>{count:,} visages choisis</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>Recherche de photos…</translation>
    </message>
    <message>
        <source>Asking about {done:,} of {whole:,}</source>
        <translation>Question posée sur {done:,} de {whole:,}</translation>
    </message>
    <message>
        <source>Unsure: {label} is likeliest, but only at {share}</source>
        <translation>Incertain : {label} est le plus probable, mais à {share} seulement</translation>
    </message>
    <message>
        <source>Reading {done:,} of {whole:,}</source>
        <translation>Lecture de {done:,} sur {whole:,}</translation>
    </message>
    <message>
        <source>{count:.0f} min left</source>
        <translation>encore {count:.0f}&#xa0;min</translation>
    </message>
    <message>
        <source>{count:.0f} s left</source>
        <translation>encore {count:.0f}&#xa0;s</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>L’image entière</translation>
    </message>
    <message>
        <source>No label is likely enough to say.</source>
        <translation>Aucune étiquette n’est assez probable.</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>Modèle&#xa0;: {name}</translation>
    </message>
    <message>
        <source>{faces:,} of {all_faces:,} faces, {photos:,} of {all_photos:,} photos</source>
        <translation>{faces:,} visages sur {all_faces:,}, {photos:,} photos sur {all_photos:,}</translation>
    </message>
    <message>
        <source>Double-click: the whole photo. Right-click: say who this is.</source>
        <translation>Double clic : la photo entière. Clic droit : dire qui c’est.</translation>
    </message>
    <message>
        <source>Double-click: the whole photo.</source>
        <translation>Double clic : la photo entière.</translation>
    </message>
    <message>
        <source>1 face on this page got a name.</source>
        <translation>1 visage de cette page a reçu un nom.</translation>
    </message>
    <message>
        <source>{count} faces on this page got a name.</source>
        <translation>{count} visages de cette page ont reçu un nom.</translation>
    </message>
    <message>
        <source>1 face on this page lost its name.</source>
        <translation>1 visage de cette page a perdu son nom.</translation>
    </message>
    <message>
        <source>{count} faces on this page lost their names.</source>
        <translation>{count} visages de cette page ont perdu leur nom.</translation>
    </message>
    <message>
        <source>1 face is taken away here. The photo stays as it is.</source>
        <translation>1 visage est retiré d’ici. La photo reste telle quelle.</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photo stays as it is.</source>
        <translation>{count:,} visages sont retirés d’ici. La photo reste telle quelle.</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photos stay as they are.</source>
        <translation>{count:,} visages sont retirés d’ici. Les photos restent telles quelles.</translation>
    </message>
    <message>
        <source>1 face is back.</source>
        <translation>1 visage est de retour.</translation>
    </message>
    <message>
        <source>{count:,} faces are back.</source>
        <translation>{count:,} visages sont de retour.</translation>
    </message>
    <message>
        <source>Such a model always answers with one of its classes, even for a picture of something else.</source>
        <translation>Un tel modèle répond toujours par l’une de ses classes, même pour une image d’autre chose.</translation>
    </message>
    <message>
        <source>Stopped before all photos were read.</source>
        <translation>Arrêté avant que toutes les photos soient lues.</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about {count:,} of {whole:,} photos.</source>
        <translation>Arrêté&#xa0;: le modèle n’a pas été interrogé sur {count:,} des {whole:,} photos.</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about the photo.</source>
        <translation>Arrêté&#xa0;: le modèle n’a pas été interrogé sur la photo.</translation>
    </message>
    <message>
        <source>Stopped: the photo was not read.</source>
        <translation>Arrêté&#xa0;: la photo n’a pas été lue.</translation>
    </message>
    <message>
        <source>Stopped: 1 of {whole:,} photos was not read.</source>
        <translation>Arrêté&#xa0;: 1 des {whole:,} photos n’a pas été lue.</translation>
    </message>
    <message>
        <source>Stopped: {count:,} of {whole:,} photos were not read.</source>
        <translation>Arrêté&#xa0;: {count:,} des {whole:,} photos n’ont pas été lues.</translation>
    </message>
    <message>
        <source>Ask about the rest</source>
        <translation>Interroger sur le reste</translation>
    </message>
    <message>
        <source>Read the rest</source>
        <translation>Lire le reste</translation>
    </message>
</context>
<context>
    <name>PhotosDialog</name>
    <message>
        <source>Add someone from photos</source>
        <translation>Ajouter quelqu’un à partir de photos</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Choose a face first</source>
        <translation>Choisissez d’abord un visage</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>Visages trouvés</translation>
    </message>
    <message>
        <source>Which faces are theirs?</source>
        <translation>Quels visages sont les siens&#x202f;?</translation>
    </message>
</context>
<context>
    <name>PhotosPage</name>
    <message>
        <source>Photos</source>
        <translation>Photos</translation>
    </message>
    <message>
        <source>Every face in your photos, with its answers.</source>
        <translation>Chaque visage de vos photos, avec ses réponses.</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>Choisir un dossier de photos</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Ajouter des photos…</translation>
    </message>
    <message>
        <source>Look at more photos</source>
        <translation>Examiner d’autres photos</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ajouter un dossier…</translation>
    </message>
    <message>
        <source>Look at a folder, and the folders in it</source>
        <translation>Examiner un dossier et ses sous-dossiers</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <source>Save what is shown as a table, as JSON or as pictures</source>
        <translation>Enregistrer ce qui est affiché en tableau, en JSON ou en images</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Vider</translation>
    </message>
    <message>
        <source>Take all cards away; the photos themselves stay</source>
        <translation>Retirer toutes les fiches&#x202f;; les photos elles-mêmes restent</translation>
    </message>
    <message>
        <source>Progress of reading</source>
        <translation>Progression de la lecture</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Stop reading; the faces found so far stay</source>
        <translation>Arrêter la lecture&#x202f;; les visages déjà trouvés restent</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>Tableau (CSV)…</translation>
    </message>
    <message>
        <source>Data (JSON)…</source>
        <translation>Données (JSON)…</translation>
    </message>
    <message>
        <source>Pictures with boxes…</source>
        <translation>Images avec cadres…</translation>
    </message>
</context>
<context>
    <name>PictureActs</name>
    <message>
        <source>Choose pictures to set aside, to delete, or to move to someone else.</source>
        <translation>Choisissez des images à mettre de côté, à supprimer ou à attribuer à quelqu’un d’autre.</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Mettre de côté</translation>
    </message>
    <message>
        <source>They count no more, and can be brought back</source>
        <translation>Elles ne comptent plus, et peuvent être rétablies</translation>
    </message>
    <message>
        <source>Let them count again</source>
        <translation>Les faire compter à nouveau</translation>
    </message>
    <message>
        <source>They were set aside</source>
        <translation>Elles étaient mises de côté</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>C’est quelqu’un d’autre…</translation>
    </message>
    <message>
        <source>Move them to someone known or new</source>
        <translation>Les déplacer vers une personne connue ou nouvelle</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Supprimer…</translation>
    </message>
    <message>
        <source>Erase them for good</source>
        <translation>Les effacer définitivement</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>N’en choisir aucune</translation>
    </message>
    <message>
        <source>Leave the pictures as they are</source>
        <translation>Laisser les images telles quelles</translation>
    </message>
</context>
<context>
    <name>PictureBar</name>
    <message>
        <source>The whole picture is asked about by</source>
        <translation>L’image entière est soumise à</translation>
    </message>
    <message>
        <source>A model that says what a photo shows as a whole</source>
        <translation>Un modèle qui dit ce qu’une photo montre dans son ensemble</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>Image entière</translation>
    </message>
    <message>
        <source>Nothing is asked</source>
        <translation>Rien n’est demandé</translation>
    </message>
    <message>
        <source>Choose a model to see what each photo shows.</source>
        <translation>Choisissez un modèle pour voir ce que montre chaque photo.</translation>
    </message>
    <message>
        <source>{some} and {count:,} more</source>
        <translation>{some} et {count:,} autres</translation>
    </message>
    <message>
        <source>Always answers with one of its {count:,} classes, even for a picture of something else: {some}</source>
        <translation>Répond toujours par l’une de ses {count:,} classes, même pour une image d’autre chose&#xa0;: {some}</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
</context>
<context>
    <name>Portrait</name>
    <message>
        <source>Portrait</source>
        <translation>Portrait</translation>
    </message>
</context>
<context>
    <name>PositionSlider</name>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Position in the video</source>
        <translation>Position dans la vidéo</translation>
    </message>
</context>
<context>
    <name>Record</name>
    <message>
        <source>Kept on this computer only, in {folder}: when which face was where in the picture, its name where it has one, and what smile and emotion were read from it.</source>
        <translation>Conservé sur cet ordinateur uniquement, dans {folder}&#xa0;: quel visage était à quel moment et à quel endroit de l’image, son nom s’il en a un, et le sourire et l’émotion qui y ont été lus.</translation>
    </message>
    <message>
        <source>The picture is kept too: everyone in view can be recognised in it.</source>
        <translation>L’image est conservée aussi&#xa0;: toute personne visible peut y être reconnue.</translation>
    </message>
    <message>
        <source>No picture and no sound are kept.</source>
        <translation>Ni image ni son ne sont conservés.</translation>
    </message>
    <message>
        <source>Tell the people in view, and record only if they agree.</source>
        <translation>Prévenez les personnes visibles, et n’enregistrez que si elles sont d’accord.</translation>
    </message>
    <message>
        <source>Recording answers, without the picture.</source>
        <translation>Enregistrement des réponses, sans l’image.</translation>
    </message>
    <message>
        <source>Recording answers and the picture.</source>
        <translation>Enregistrement des réponses et de l’image.</translation>
    </message>
    <message>
        <source>{key} sets a marker.</source>
        <translation>{key} pose un repère.</translation>
    </message>
    <message>
        <source>{key} ends it.</source>
        <translation>{key} y met fin.</translation>
    </message>
    <message>
        <source>Marker at {time}</source>
        <translation>Repère à {time}</translation>
    </message>
    <message>
        <source>Recorded {time}.</source>
        <translation>Enregistré&#xa0;: {time}.</translation>
    </message>
    <message>
        <source>{count} pictures were left out: the disk was too slow.</source>
        <translation>{count} images ont été omises&#xa0;: le disque était trop lent.</translation>
    </message>
    <message>
        <source>The answers are whole; {count} pictures were left out: the disk was too slow.</source>
        <translation>Les réponses sont complètes&#x202f;; {count} images ont été omises&#xa0;: le disque était trop lent.</translation>
    </message>
    <message>
        <source>Photos are not recorded: the Photos page keeps their answers.</source>
        <translation>Les photos ne sont pas enregistrées&#xa0;: la page Photos garde leurs réponses.</translation>
    </message>
    <message>
        <source>Watch something first</source>
        <translation>Regardez d’abord quelque chose</translation>
    </message>
</context>
<context>
    <name>RecordButton</name>
    <message>
        <source>Recording, %s. End it</source>
        <translation>Enregistrement en cours, %s. Terminer</translation>
    </message>
    <message>
        <source>%s, waiting</source>
        <translation>%s, en attente</translation>
    </message>
    <message>
        <source>Recording, %s. It waits for the source. End it</source>
        <translation>Enregistrement en cours,&#x202f;%s. Il attend la source. Terminer</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Enregistrer</translation>
    </message>
</context>
<context>
    <name>RecordDesk</name>
    <message>
        <source>End the &amp;recording</source>
        <translation>Terminer l’&amp;enregistrement</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Enregistrer</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>Enregistrer ce qui est vu et répondu, ou terminer l’enregistrement</translation>
    </message>
    <message>
        <source>The recording waits for the source and goes on when it is back. End it now</source>
        <translation>L’enregistrement attend la source et reprend quand elle est de retour. Terminer maintenant</translation>
    </message>
    <message>
        <source>What was recorded before is kept.</source>
        <translation>Ce qui a déjà été enregistré est conservé.</translation>
    </message>
</context>
<context>
    <name>RecordDialog</name>
    <message>
        <source>Record</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Keep the picture too</source>
        <translation>Conserver aussi l’image</translation>
    </message>
    <message>
        <source>To watch it again, correct names from it and run it with other models</source>
        <translation>Pour la revoir, en corriger les noms et l’analyser avec d’autres modèles</translation>
    </message>
    <message>
        <source>Say this each time</source>
        <translation>Le dire à chaque fois</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once; the settings can change it</source>
        <translation>Sinon, la touche d’enregistrement commence aussitôt&#x202f;; les paramètres permettent de le changer</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Record what Facet sees?</source>
        <translation>Enregistrer ce que Facet voit&#x202f;?</translation>
    </message>
</context>
<context>
    <name>Recording</name>
    <message>
        <source>The date stays with it.</source>
        <translation>La date y reste.</translation>
    </message>
    <message>
        <source>Rename the recording</source>
        <translation>Renommer l’enregistrement</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <source>The recording is called “{title}”.</source>
        <translation>L’enregistrement s’appelle «&#xa0;{title}&#xa0;».</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Delete this recording?</source>
        <translation>Supprimer cet enregistrement&#x202f;?</translation>
    </message>
    <message>
        <source>“{title}” is deleted.</source>
        <translation>«&#xa0;{title}&#xa0;» est supprimé.</translation>
    </message>
    <message>
        <source>Delete all recordings?</source>
        <translation>Supprimer tous les enregistrements&#x202f;?</translation>
    </message>
    <message>
        <source>{n} recordings are deleted.</source>
        <translation>{n} enregistrements sont supprimés.</translation>
    </message>
    <message>
        <source>Marker set at {time}.</source>
        <translation>Repère placé à {time}.</translation>
    </message>
    <message>
        <source>Marker removed.</source>
        <translation>Repère retiré.</translation>
    </message>
    <message>
        <source>Export the recording</source>
        <translation>Exporter l’enregistrement</translation>
    </message>
    <message>
        <source>Writing {name}…</source>
        <translation>Écriture de {name}…</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>Arrêté&#x202f;; rien n’a été écrit.</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>Enregistré&#xa0;: {path}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Afficher dans le dossier</translation>
    </message>
    <message>
        <source>Running the recording again…</source>
        <translation>Nouvelle analyse de l’enregistrement…</translation>
    </message>
    <message>
        <source>One thing at a time: wait for it, or cancel it.</source>
        <translation>Une chose à la fois&#xa0;: attendez la fin, ou annulez.</translation>
    </message>
    <message>
        <source>In this recording only: without its picture nothing can be learned.</source>
        <translation>Dans cet enregistrement seulement&#xa0;: sans son image, rien ne peut être appris.</translation>
    </message>
    <message>
        <source>Name the face</source>
        <translation>Nommer le visage</translation>
    </message>
    <message>
        <source>Named here, but not learned from this picture.</source>
        <translation>Nommé ici, mais rien n’est appris de cette image.</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} images</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>Visage {number}</translation>
    </message>
    <message>
        <source>from {start} to {end}</source>
        <translation>de {start} à {end}</translation>
    </message>
    <message>
        <source>Can&apos;t be opened</source>
        <translation>Ouverture impossible</translation>
    </message>
    <message>
        <source>Today, {time}</source>
        <translation>Aujourd’hui, {time}</translation>
    </message>
    <message>
        <source>Yesterday, {time}</source>
        <translation>Hier, {time}</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day}, {time}</translation>
    </message>
    <message>
        <source>1 unknown</source>
        <translation>1 inconnu</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 visage</translation>
    </message>
    <message>
        <source>{n} unknown</source>
        <translation>{n} inconnus</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} visages</translation>
    </message>
    <message>
        <source>Somebody who was erased</source>
        <translation>Quelqu’un qui a été effacé</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Personne</translation>
    </message>
    <message>
        <source>Who was in it was erased: nothing is left to see.</source>
        <translation>Qui s’y trouvait a été effacé&#x202f;: il n’y a plus rien à voir.</translation>
    </message>
    <message>
        <source>The picture was deleted: boxes and answers only.</source>
        <translation>L’image a été supprimée&#x202f;: cadres et réponses seulement.</translation>
    </message>
    <message>
        <source>picture deleted, for it showed somebody who was erased</source>
        <translation>image supprimée, car elle montrait quelqu’un qui a été effacé</translation>
    </message>
    <message>
        <source>answers only</source>
        <translation>réponses seulement</translation>
    </message>
    <message>
        <source>broke off</source>
        <translation>interrompu</translation>
    </message>
    <message>
        <source>Sessions that you recorded, to watch, correct and export.</source>
        <translation>Les sessions que vous avez enregistrées, à revoir, corriger et exporter.</translation>
    </message>
    <message>
        <source>1 recording, {size}</source>
        <translation>1 enregistrement, {size}</translation>
    </message>
    <message>
        <source>{n} recordings, {size}</source>
        <translation>{n} enregistrements, {size}</translation>
    </message>
    <message>
        <source>“{title}”, {size}, is deleted for good from this computer. Names that were learned from it stay with the people.</source>
        <translation>«&#xa0;{title}&#xa0;», {size}, est supprimé définitivement de cet ordinateur. Les noms qui en ont été appris restent aux personnes.</translation>
    </message>
    <message>
        <source>{n} recordings, {size}, are deleted for good from this computer.</source>
        <translation>{n} enregistrements, {size}, sont supprimés définitivement de cet ordinateur.</translation>
    </message>
    <message>
        <source>The only recording, {size}, is deleted for good from this computer.</source>
        <translation>Le seul enregistrement, {size}, est supprimé définitivement de cet ordinateur.</translation>
    </message>
    <message>
        <source>This face is not {before} in this recording.</source>
        <translation>Ce visage n’est pas {before} dans cet enregistrement.</translation>
    </message>
    <message>
        <source>{before} is {name} here, and Facet learned it.</source>
        <translation>{before} est ici {name}, et Facet l’a appris.</translation>
    </message>
    <message>
        <source>{before} is {name} in this recording.</source>
        <translation>{before} est {name} dans cet enregistrement.</translation>
    </message>
    <message>
        <source>This counts {span}: for all the time that the face was followed.</source>
        <translation>Cela vaut {span}&#xa0;: pour tout le temps où le visage a été suivi.</translation>
    </message>
    <message>
        <source>{face}: not found now</source>
        <translation>{face}&#xa0;: introuvable maintenant</translation>
    </message>
    <message>
        <source>A face that was not found before</source>
        <translation>Un visage qui n’avait pas été trouvé avant</translation>
    </message>
    <message>
        <source>no clear answer</source>
        <translation>pas de réponse claire</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>{face}: {before} → {now}</source>
        <translation>{face}&#xa0;: {before} → {now}</translation>
    </message>
    <message>
        <source>Every answer is the same</source>
        <translation>Toutes les réponses sont identiques</translation>
    </message>
    <message>
        <source>1 answer changed</source>
        <translation>1 réponse a changé</translation>
    </message>
    <message>
        <source>{n} answers changed</source>
        <translation>{n} réponses ont changé</translation>
    </message>
    <message>
        <source>{percent} % of {n} answers are as recorded.</source>
        <translation>{percent}&#x202f;% des {n} réponses sont identiques à celles enregistrées.</translation>
    </message>
    <message>
        <source>Stopped before the end.</source>
        <translation>Arrêté avant la fin.</translation>
    </message>
</context>
<context>
    <name>RecordingList</name>
    <message>
        <source>Recordings</source>
        <translation>Enregistrements</translation>
    </message>
</context>
<context>
    <name>RecordingView</name>
    <message>
        <source>No picture was kept: boxes and answers only.</source>
        <translation>Aucune image n’a été conservée&#xa0;: cadres et réponses seulement.</translation>
    </message>
    <message>
        <source>With another model, detector or bar for names; every answer that changes is listed</source>
        <translation>Avec un autre modèle, un autre détecteur ou un autre seuil pour les noms&#x202f;; chaque réponse qui change est listée</translation>
    </message>
    <message>
        <source>Without its picture it can&apos;t run again</source>
        <translation>Sans son image, une nouvelle analyse est impossible</translation>
    </message>
    <message>
        <source>Run again…</source>
        <translation>Analyser à nouveau…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <source>As tables, video or chart</source>
        <translation>En tableaux, en vidéo ou en graphique</translation>
    </message>
    <message>
        <source>More about this recording</source>
        <translation>Plus sur cet enregistrement</translation>
    </message>
    <message>
        <source>Rename, show in its folder, delete</source>
        <translation>Renommer, afficher dans son dossier, supprimer</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Lire ou mettre en pause</translation>
    </message>
    <message>
        <source>One picture back</source>
        <translation>Reculer d’une image</translation>
    </message>
    <message>
        <source>One picture on</source>
        <translation>Avancer d’une image</translation>
    </message>
    <message>
        <source>To the marker before</source>
        <translation>Au repère précédent</translation>
    </message>
    <message>
        <source>Set or remove a marker here</source>
        <translation>Poser ou retirer un repère ici</translation>
    </message>
    <message>
        <source>To the marker after</source>
        <translation>Au repère suivant</translation>
    </message>
    <message>
        <source>Table by face (CSV)…</source>
        <translation>Tableau par visage (CSV)…</translation>
    </message>
    <message>
        <source>Table by picture (CSV)…</source>
        <translation>Tableau par image (CSV)…</translation>
    </message>
    <message>
        <source>Data by face (JSON lines)…</source>
        <translation>Données par visage (lignes JSON)…</translation>
    </message>
    <message>
        <source>Data by picture (JSON lines)…</source>
        <translation>Données par image (lignes JSON)…</translation>
    </message>
    <message>
        <source>Chart (PNG)…</source>
        <translation>Graphique (PNG)…</translation>
    </message>
    <message>
        <source>Chart (SVG)…</source>
        <translation>Graphique (SVG)…</translation>
    </message>
    <message>
        <source>Video with boxes (MP4)…</source>
        <translation>Vidéo avec cadres (MP4)…</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>&amp;Renommer…</translation>
    </message>
    <message>
        <source>&amp;Show in folder</source>
        <translation>&amp;Afficher dans le dossier</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Supprimer…</translation>
    </message>
</context>
<context>
    <name>RecordingsPage</name>
    <message>
        <source>Recordings</source>
        <translation>Enregistrements</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Plus</translation>
    </message>
    <message>
        <source>Delete all recordings</source>
        <translation>Supprimer tous les enregistrements</translation>
    </message>
    <message>
        <source>&amp;Delete all recordings…</source>
        <translation>&amp;Supprimer tous les enregistrements…</translation>
    </message>
</context>
<context>
    <name>ReplayDialog</name>
    <message>
        <source>Run again</source>
        <translation>Analyser à nouveau</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>Ce qui trouve les visages</translation>
    </message>
    <message>
        <source>Model for: %s</source>
        <translation>Modèle pour&#xa0;: %s</translation>
    </message>
    <message>
        <source>The recorded picture goes through these, and every answer that differs from the recorded one is listed. Nothing in the recording changes. A few answers differ even with the same models: a recorded picture is compressed, and faces are found some moments sooner or later.</source>
        <translation>L’image enregistrée passe par ceux-ci, et chaque réponse qui diffère de celle enregistrée est listée. Rien ne change dans l’enregistrement. Quelques réponses diffèrent même avec les mêmes modèles&#x202f;: une image enregistrée est compressée, et les visages sont trouvés un peu plus tôt ou plus tard.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Run this recording again</source>
        <translation>Analyser à nouveau cet enregistrement</translation>
    </message>
    <message>
        <source>Haar: good at faces seen from the front.</source>
        <translation>Haar&#xa0;: bon pour les visages vus de face.</translation>
    </message>
    <message>
        <source>YuNet: finds more turned and small faces.</source>
        <translation>YuNet&#xa0;: trouve plus de visages tournés et de petits visages.</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>What was taken for what</source>
        <translation>Ce qui a été pris pour quoi</translation>
    </message>
    <message>
        <source>Worst mistakes</source>
        <translation>Pires erreurs</translation>
    </message>
    <message>
        <source>It may be guessing.</source>
        <translation>Il devine peut-être.</translation>
    </message>
    <message>
        <source>Those it was surest of. First what it answered.</source>
        <translation>Celles où il était le plus sûr. D’abord ce qu’il a répondu.</translation>
    </message>
    <message>
        <source>There were none.</source>
        <translation>Il n’y en a pas eu.</translation>
    </message>
    <message>
        <source>Better than the gallery?</source>
        <translation>Meilleur que la galerie&#x202f;?</translation>
    </message>
    <message>
        <source>Both named the same pictures, which were kept aside.</source>
        <translation>Les deux ont nommé les mêmes images, qui étaient réservées.</translation>
    </message>
    <message>
        <source>Most often taken for something else</source>
        <translation>Le plus souvent pris pour autre chose</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>En réalité</translation>
    </message>
    <message>
        <source>Was answered</source>
        <translation>Réponse donnée</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Combien de fois</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Use it now</source>
        <translation>L’utiliser maintenant</translation>
    </message>
    <message>
        <source>Stop using it</source>
        <translation>Ne plus l’utiliser</translation>
    </message>
    <message>
        <source>Show on the Models page</source>
        <translation>Afficher sur la page Modèles</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Full report</source>
        <translation>Rapport complet</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Afficher le dossier</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>Réponses justes</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Perte</translation>
    </message>
    <message>
        <source>Facet answers as before; this training keeps the model</source>
        <translation>Facet répond comme avant&#x202f;; cet entraînement garde le modèle</translation>
    </message>
    <message>
        <source>There once it is measured</source>
        <translation>Disponible une fois la mesure faite</translation>
    </message>
    <message>
        <source>Cancel the training first</source>
        <translation>Annulez d’abord l’entraînement</translation>
    </message>
    <message>
        <source>How it was asked for</source>
        <translation>Ce qui a été demandé</translation>
    </message>
    <message>
        <source>The chosen training</source>
        <translation>L’entraînement choisi</translation>
    </message>
    <message>
        <source>How it learns</source>
        <translation>Comment il apprend</translation>
    </message>
    <message>
        <source>End it; what it has learned is kept, and it can go on later</source>
        <translation>Y mettre fin&#x202f;; ce qui est appris est conservé, et l’entraînement peut reprendre plus tard</translation>
    </message>
    <message>
        <source>What it is, how good, and how fast here</source>
        <translation>Ce que c’est, avec quelle qualité et à quelle vitesse ici</translation>
    </message>
    <message>
        <source>Open the whole report in the browser</source>
        <translation>Ouvrir le rapport complet dans le navigateur</translation>
    </message>
    <message>
        <source>Show the folder with model, curves and log</source>
        <translation>Afficher le dossier du modèle, des courbes et du journal</translation>
    </message>
    <message>
        <source>Delete this training; a model in use stays among the models</source>
        <translation>Supprimer cet entraînement&#x202f;; un modèle utilisé reste parmi les modèles</translation>
    </message>
</context>
<context>
    <name>Said</name>
    <message>
        <source>&apos;{0}&apos; addresses can&apos;t be read</source>
        <translation>les adresses «&#xa0;{0}&#xa0;» ne peuvent pas être lues</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; can&apos;t be undone: somebody else bears the name now.</source>
        <translation>«&#xa0;{0}&#xa0;» ne peut pas être annulé&#xa0;: quelqu’un d’autre porte maintenant ce nom.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is in the gallery already.</source>
        <translation>«&#xa0;{0}&#xa0;» est déjà dans la galerie.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is missing</source>
        <translation>«&#xa0;{0}&#xa0;» manque</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is too large</source>
        <translation>«&#xa0;{0}&#xa0;» est trop grand</translation>
    </message>
    <message>
        <source>; {0}, the second, has {1}</source>
        <translation>&#x202f;; {0}, en deuxième, a {1}</translation>
    </message>
    <message>
        <source>A head needs two people.</source>
        <translation>Une tête de classification demande deux personnes.</translation>
    </message>
    <message>
        <source>A name has at most {0} letters.</source>
        <translation>Un nom a au plus {0} lettres.</translation>
    </message>
    <message>
        <source>A person can&apos;t be merged with themselves.</source>
        <translation>On ne peut pas fusionner une personne avec elle-même.</translation>
    </message>
    <message>
        <source>A person needs a name.</source>
        <translation>Une personne doit avoir un nom.</translation>
    </message>
    <message>
        <source>A picture in the gallery is damaged.</source>
        <translation>Une image de la galerie est endommagée.</translation>
    </message>
    <message>
        <source>A share of strangers lies between 0 and 1, not {0}.</source>
        <translation>Une proportion d’inconnus est comprise entre 0 et 1, ce qui n’est pas le cas de {0}.</translation>
    </message>
    <message>
        <source>Add yourself to the group &apos;video&apos; (sudo usermod -aG video $USER) and log in again.</source>
        <translation>Ajoutez-vous au groupe «&#xa0;video&#xa0;» (sudo usermod -aG video $USER) et reconnectez-vous.</translation>
    </message>
    <message>
        <source>Analysing a picture failed unexpectedly. The log has the details.</source>
        <translation>L’analyse d’une image a échoué de façon inattendue. Le journal donne les détails.</translation>
    </message>
    <message>
        <source>Check both in the address.</source>
        <translation>Vérifiez les deux dans l’adresse.</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>Vérifiez ses droits d’accès.</translation>
    </message>
    <message>
        <source>Check the address and port.</source>
        <translation>Vérifiez l’adresse et le port.</translation>
    </message>
    <message>
        <source>Check the address.</source>
        <translation>Vérifiez l’adresse.</translation>
    </message>
    <message>
        <source>Check the address; a browser or player tells whether it plays at all.</source>
        <translation>Vérifiez l’adresse&#x202f;; un navigateur ou un lecteur montre si elle peut être lue.</translation>
    </message>
    <message>
        <source>Check the file&apos;s permissions.</source>
        <translation>Vérifiez les droits d’accès du fichier.</translation>
    </message>
    <message>
        <source>Check the path after the host&apos;s name.</source>
        <translation>Vérifiez le chemin après le nom de l’hôte.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>Vérifiez le chemin.</translation>
    </message>
    <message>
        <source>Check the user name and password.</source>
        <translation>Vérifiez le nom d’utilisateur et le mot de passe.</translation>
    </message>
    <message>
        <source>Choose &apos;auto&apos; or &apos;cpu&apos;, or see `facet doctor`.</source>
        <translation>Choisissez «&#xa0;auto&#xa0;» ou «&#xa0;cpu&#xa0;», ou consultez `facet doctor`.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write.</source>
        <translation>Choisissez un dossier où vous pouvez écrire.</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>Choisissez-en un plus court.</translation>
    </message>
    <message>
        <source>Choose another folder for the gallery.</source>
        <translation>Choisissez un autre dossier pour la galerie.</translation>
    </message>
    <message>
        <source>Choose another model with --model.</source>
        <translation>Choisissez un autre modèle avec --model.</translation>
    </message>
    <message>
        <source>Choose another name, or merge the two.</source>
        <translation>Choisissez un autre nom, ou fusionnez les deux.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Choisissez un autre nom.</translation>
    </message>
    <message>
        <source>Choose another place in the settings.</source>
        <translation>Choisissez un autre emplacement dans les paramètres.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Choisissez un autre emplacement.</translation>
    </message>
    <message>
        <source>Choose from: {0}.</source>
        <translation>Choisissez parmi&#xa0;: {0}.</translation>
    </message>
    <message>
        <source>Choose references of {0}.</source>
        <translation>Choisissez des références de {0}.</translation>
    </message>
    <message>
        <source>Choose two people.</source>
        <translation>Choisissez deux personnes.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow desktop apps the camera in Settings, Privacy.</source>
        <translation>Fermez les autres programmes qui l’utilisent, et autorisez l’accès des applications de bureau à la caméra dans Paramètres, Confidentialité.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow the camera for this program in System Settings, Privacy &amp; Security.</source>
        <translation>Fermez les autres programmes qui l’utilisent, et autorisez la caméra pour ce programme dans Réglages Système, Confidentialité et sécurité.</translation>
    </message>
    <message>
        <source>Close other programs that use the camera, or unplug it and plug it in again.</source>
        <translation>Fermez les autres programmes qui utilisent la caméra, ou débranchez-la et rebranchez-la.</translation>
    </message>
    <message>
        <source>Close other viewers of this camera.</source>
        <translation>Fermez les autres programmes qui affichent cette caméra.</translation>
    </message>
    <message>
        <source>Close other windows of Facet; it is done when the gallery is next opened.</source>
        <translation>Fermez les autres fenêtres de Facet&#x202f;; ce sera fait à la prochaine ouverture de la galerie.</translation>
    </message>
    <message>
        <source>Close what uses it, and erase again.</source>
        <translation>Fermez ce qui l’utilise, et effacez à nouveau.</translation>
    </message>
    <message>
        <source>Close what uses it, and try again.</source>
        <translation>Fermez ce qui l’utilise, et réessayez.</translation>
    </message>
    <message>
        <source>Copy it again.</source>
        <translation>Copiez-le à nouveau.</translation>
    </message>
    <message>
        <source>Copy it here first.</source>
        <translation>Copiez-le d’abord ici.</translation>
    </message>
    <message>
        <source>Delete it, and add another.</source>
        <translation>Supprimez-le, et ajoutez-en un autre.</translation>
    </message>
    <message>
        <source>Enrol somebody else first.</source>
        <translation>Inscrivez d’abord quelqu’un d’autre.</translation>
    </message>
    <message>
        <source>Export it again with facet-train export.</source>
        <translation>Exportez-le à nouveau avec facet-train export.</translation>
    </message>
    <message>
        <source>Export its answers instead.</source>
        <translation>Exportez ses réponses à la place.</translation>
    </message>
    <message>
        <source>Export the gallery again.</source>
        <translation>Exportez la galerie à nouveau.</translation>
    </message>
    <message>
        <source>Facet works with its own models meanwhile; `facet models pull {0}` tries again.</source>
        <translation>En attendant, Facet fonctionne avec ses propres modèles&#x202f;; `facet models pull {0}` réessaie.</translation>
    </message>
    <message>
        <source>Facet&apos;s assets are missing; looked in {0}</source>
        <translation>Les ressources de Facet manquent&#x202f;; cherchées dans {0}</translation>
    </message>
    <message>
        <source>Fine-tune first.</source>
        <translation>Affinez d’abord.</translation>
    </message>
    <message>
        <source>For example 0.01.</source>
        <translation>Par exemple 0.01.</translation>
    </message>
    <message>
        <source>Free some space there.</source>
        <translation>Libérez de l’espace à cet endroit.</translation>
    </message>
    <message>
        <source>Import an exported archive into a new gallery, or move the file away to begin anew.</source>
        <translation>Importez une archive exportée dans une nouvelle galerie, ou déplacez le fichier pour repartir à neuf.</translation>
    </message>
    <message>
        <source>Install Facet again.</source>
        <translation>Réinstallez Facet.</translation>
    </message>
    <message>
        <source>Is it on, and in this network?</source>
        <translation>Est-ce allumé, et sur ce réseau&#x202f;?</translation>
    </message>
    <message>
        <source>Is it still there?</source>
        <translation>Est-ce toujours là&#x202f;?</translation>
    </message>
    <message>
        <source>Is the camera or server on, and the port right?</source>
        <translation>La caméra ou le serveur fonctionne-t-il, et le port est-il le bon&#x202f;?</translation>
    </message>
    <message>
        <source>It may be of another version than Facet.</source>
        <translation>Il est peut-être d’une autre version que Facet.</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 1,000</source>
        <translation>LFW sans les personnes indiquées, 200 inscrites avec 5 images au plus, seuil pour 1 inconnu sur 1&#x202f;000</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 100</source>
        <translation>LFW sans les personnes indiquées, 200 inscrites avec 5 images au plus, seuil pour 1 inconnu sur 100</translation>
    </message>
    <message>
        <source>MP4, MOV, MKV, WebM, AVI and animated GIF can be played.</source>
        <translation>Les formats MP4, MOV, MKV, WebM, AVI et GIF animé peuvent être lus.</translation>
    </message>
    <message>
        <source>Make it first.</source>
        <translation>Créez-le d’abord.</translation>
    </message>
    <message>
        <source>Make it smaller first.</source>
        <translation>Réduisez d’abord sa taille.</translation>
    </message>
    <message>
        <source>Make room or set XDG_CACHE_HOME to another folder.</source>
        <translation>Libérez de l’espace ou réglez XDG_CACHE_HOME sur un autre dossier.</translation>
    </message>
    <message>
        <source>Models for Facet end in .onnx.</source>
        <translation>Les modèles pour Facet se terminent par .onnx.</translation>
    </message>
    <message>
        <source>Nobody is enrolled without a picture.</source>
        <translation>Personne n’est inscrit sans image.</translation>
    </message>
    <message>
        <source>Nobody is enrolled yet.</source>
        <translation>Personne n’est encore inscrit.</translation>
    </message>
    <message>
        <source>Nobody was merged into {0}.</source>
        <translation>Personne n’a été fusionné avec {0}.</translation>
    </message>
    <message>
        <source>Nothing is known of strangers under this embedding model ({0}).</source>
        <translation>Rien n’est connu des inconnus avec ce modèle d’empreinte ({0}).</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Rien n’a été changé.</translation>
    </message>
    <message>
        <source>ONNX Runtime fell back to &apos;{0}&apos;</source>
        <translation>ONNX Runtime s’est rabattu sur «&#xa0;{0}&#xa0;»</translation>
    </message>
    <message>
        <source>Open it with `facet people list` first, or update the trainer.</source>
        <translation>Ouvrez-la d’abord avec `facet people list`, ou mettez à jour le programme d’entraînement.</translation>
    </message>
    <message>
        <source>Plug one in, or use the demo, a file or a stream.</source>
        <translation>Branchez-en une, ou utilisez la démo, un fichier ou un flux.</translation>
    </message>
    <message>
        <source>Possible are demo, camera:0, a video, a photo, a folder of photos, and an http:// or rtsp:// address.</source>
        <translation>Sont possibles&#xa0;: demo, camera:0, une vidéo, une photo, un dossier de photos, et une adresse http:// ou rtsp://.</translation>
    </message>
    <message>
        <source>Reading the source failed unexpectedly. The log has the details.</source>
        <translation>La lecture de la source a échoué de façon inattendue. Le journal donne les détails.</translation>
    </message>
    <message>
        <source>Recording failed unexpectedly. The log has the details.</source>
        <translation>L’enregistrement a échoué de façon inattendue. Le journal donne les détails.</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>Renommez-le.</translation>
    </message>
    <message>
        <source>Rename them first.</source>
        <translation>Renommez-les d’abord.</translation>
    </message>
    <message>
        <source>SFace (MobileFaceNet), OpenCV Zoo&apos;s published weights; compared by cosine.</source>
        <translation>SFace (MobileFaceNet), poids publiés par OpenCV Zoo&#x202f;; comparaison par cosinus.</translation>
    </message>
    <message>
        <source>Subfolders are not searched.</source>
        <translation>Les sous-dossiers ne sont pas parcourus.</translation>
    </message>
    <message>
        <source>The figures of this training can&apos;t be read.</source>
        <translation>Les mesures de cet entraînement sont illisibles.</translation>
    </message>
    <message>
        <source>The file may be damaged.</source>
        <translation>Le fichier est peut-être endommagé.</translation>
    </message>
    <message>
        <source>The picture can&apos;t be recorded here.</source>
        <translation>L’image ne peut pas être enregistrée ici.</translation>
    </message>
    <message>
        <source>The picture of the recording {0} can&apos;t be deleted ({1}).</source>
        <translation>L’image de l’enregistrement {0} ne peut pas être supprimée ({1}).</translation>
    </message>
    <message>
        <source>The picture of this recording can&apos;t be read ({0}).</source>
        <translation>L’image de cet enregistrement est illisible ({0}).</translation>
    </message>
    <message>
        <source>The provider &apos;{0}&apos; can&apos;t be used: {1}.</source>
        <translation>Le fournisseur d’exécution «&#xa0;{0}&#xa0;» n’est pas utilisable&#xa0;: {1}.</translation>
    </message>
    <message>
        <source>The recording can&apos;t be written ({0}).</source>
        <translation>L’enregistrement ne peut pas être écrit ({0}).</translation>
    </message>
    <message>
        <source>The recording {0} can&apos;t be used: {1}.</source>
        <translation>L’enregistrement {0} n’est pas utilisable&#xa0;: {1}.</translation>
    </message>
    <message>
        <source>The trainer is not part of this program: it needs a Python of its own.</source>
        <translation>Le programme d’entraînement ne fait pas partie de ce programme&#xa0;: il lui faut son propre Python.</translation>
    </message>
    <message>
        <source>The trainer of {0} is of another version than Facet.</source>
        <translation>Le programme d’entraînement de {0} est d’une autre version que Facet.</translation>
    </message>
    <message>
        <source>The training can&apos;t be kept in {0} ({1}).</source>
        <translation>L’entraînement ne peut pas être conservé dans {0} ({1}).</translation>
    </message>
    <message>
        <source>There is no Python at {0}.</source>
        <translation>Il n’y a pas de Python à l’emplacement {0}.</translation>
    </message>
    <message>
        <source>There is no Python in {0}.</source>
        <translation>Il n’y a pas de Python dans {0}.</translation>
    </message>
    <message>
        <source>There is no detector &apos;{0}&apos;.</source>
        <translation>Il n’y a pas de détecteur «&#xa0;{0}&#xa0;».</translation>
    </message>
    <message>
        <source>There is no head to export.</source>
        <translation>Il n’y a pas de tête de classification à exporter.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to pull.</source>
        <translation>Il n’y a pas de modèle «&#xa0;{0}&#xa0;» à télécharger.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to tell people apart.</source>
        <translation>Il n’y a pas de modèle «&#xa0;{0}&#xa0;» pour distinguer les personnes.</translation>
    </message>
    <message>
        <source>There is no model for &apos;{0}&apos;.</source>
        <translation>Il n’y a pas de modèle pour «&#xa0;{0}&#xa0;».</translation>
    </message>
    <message>
        <source>There is no picture in this recording, so it can&apos;t run again.</source>
        <translation>Cet enregistrement ne contient pas d’image, une nouvelle analyse est donc impossible.</translation>
    </message>
    <message>
        <source>There is no picture in this recording.</source>
        <translation>Cet enregistrement ne contient pas d’image.</translation>
    </message>
    <message>
        <source>There is no provider &apos;{0}&apos;.</source>
        <translation>Il n’y a pas de fournisseur d’exécution «&#xa0;{0}&#xa0;».</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Il n’y a rien à annuler.</translation>
    </message>
    <message>
        <source>There is {0} in the gallery.</source>
        <translation>Dans la galerie, il n’y a {0}.</translation>
    </message>
    <message>
        <source>They hold until Facet closes. Make the folder writable to keep them.</source>
        <translation>Ils restent valables jusqu’à la fermeture de Facet. Autorisez l’écriture dans le dossier pour les conserver.</translation>
    </message>
    <message>
        <source>They may have been moved already.</source>
        <translation>Elles ont peut-être déjà été déplacées.</translation>
    </message>
    <message>
        <source>This can&apos;t be undone yet: who got the pictures was merged into somebody since.</source>
        <translation>Cela ne peut pas encore être annulé&#xa0;: la personne qui a reçu les images a depuis été fusionnée avec quelqu’un d’autre.</translation>
    </message>
    <message>
        <source>This is undone already.</source>
        <translation>C’est déjà annulé.</translation>
    </message>
    <message>
        <source>This picture is no longer in the gallery.</source>
        <translation>Cette image n’est plus dans la galerie.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Réessayez.</translation>
    </message>
    <message>
        <source>Try http:// in your own network.</source>
        <translation>Essayez http:// dans votre propre réseau.</translation>
    </message>
    <message>
        <source>Turn on “Keep the picture” in the settings before recording.</source>
        <translation>Activez «&#xa0;Conserver l’image&#xa0;» dans les paramètres avant d’enregistrer.</translation>
    </message>
    <message>
        <source>Undo that first.</source>
        <translation>Annulez d’abord cela.</translation>
    </message>
    <message>
        <source>Unknown: {0}. {1} has {2}; {3} is needed.</source>
        <translation>Inconnu&#xa0;: {0}. {1} a {2}&#x202f;; il faut {3}.</translation>
    </message>
    <message>
        <source>Update Facet.</source>
        <translation>Mettez Facet à jour.</translation>
    </message>
    <message>
        <source>Update Facet; the file was not touched.</source>
        <translation>Mettez Facet à jour&#x202f;; le fichier n’a pas été touché.</translation>
    </message>
    <message>
        <source>Use .mp4.</source>
        <translation>Utilisez .mp4.</translation>
    </message>
    <message>
        <source>What the trainer found in the folder can&apos;t be read.</source>
        <translation>Ce que le programme d’entraînement a trouvé dans le dossier est illisible.</translation>
    </message>
    <message>
        <source>What was there before is kept.</source>
        <translation>Ce qui y était avant est conservé.</translation>
    </message>
    <message>
        <source>Write it as http://host/path.</source>
        <translation>Écrivez-la sous la forme http://host/path.</translation>
    </message>
    <message>
        <source>Write it in letters.</source>
        <translation>Écrivez-le en lettres.</translation>
    </message>
    <message>
        <source>Write them into the address: http://user:password@host/</source>
        <translation>Écrivez-les dans l’adresse&#xa0;: http://user:password@host/</translation>
    </message>
    <message>
        <source>Your settings at {0} could not be read ({1}); defaults are used.</source>
        <translation>Vos paramètres dans {0} n’ont pas pu être lus ({1})&#x202f;; les valeurs par défaut sont utilisées.</translation>
    </message>
    <message>
        <source>Your settings could not be saved to {0}: {1}.</source>
        <translation>Vos paramètres n’ont pas pu être enregistrés dans {0}&#xa0;: {1}.</translation>
    </message>
    <message>
        <source>Your settings {0}, and the file could not be set aside ({1}); defaults are used. Move {2} away to keep it.</source>
        <translation>Vos paramètres {0}, et le fichier n’a pas pu être mis de côté ({1})&#x202f;; les valeurs par défaut sont utilisées. Déplacez {2} pour le conserver.</translation>
    </message>
    <message>
        <source>Your settings {0}. Facet starts with defaults; the old file is kept as {1}.</source>
        <translation>Vos paramètres {0}. Facet démarre avec les valeurs par défaut&#x202f;; l’ancien fichier est conservé sous {1}.</translation>
    </message>
    <message>
        <source>`facet doctor` lists the models at hand and where they are looked for.</source>
        <translation>`facet doctor` liste les modèles disponibles et les endroits où ils sont cherchés.</translation>
    </message>
    <message>
        <source>`facet models pull sface` brings one.</source>
        <translation>`facet models pull sface` en apporte un.</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it anew.</source>
        <translation>`facet models pull yunet` l’apporte à nouveau.</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it.</source>
        <translation>`facet models pull yunet` l’apporte.</translation>
    </message>
    <message>
        <source>`facet people add NAME PHOTO…` makes one.</source>
        <translation>`facet people add NAME PHOTO…` en crée une.</translation>
    </message>
    <message>
        <source>`facet people list --gallery DIR` says whether there is one.</source>
        <translation>`facet people list --gallery DIR` dit s’il y en a une.</translation>
    </message>
    <message>
        <source>`facet people list` names everyone.</source>
        <translation>`facet people list` donne le nom de chacun.</translation>
    </message>
    <message>
        <source>`facet people verify` names what is damaged.</source>
        <translation>`facet people verify` indique ce qui est endommagé.</translation>
    </message>
    <message>
        <source>a line that is too long</source>
        <translation>une ligne trop longue</translation>
    </message>
    <message>
        <source>a newer Facet made it</source>
        <translation>un Facet plus récent l’a créé</translation>
    </message>
    <message>
        <source>a newer Facet wrote this archive</source>
        <translation>un Facet plus récent a écrit cette archive</translation>
    </message>
    <message>
        <source>a newer Facet wrote this gallery (form {0}, this one knows {1})</source>
        <translation>un Facet plus récent a écrit cette galerie (forme {0}, celui-ci connaît {1})</translation>
    </message>
    <message>
        <source>a picture can&apos;t be written as &apos;{0}&apos;</source>
        <translation>une image ne peut pas être écrite en «&#xa0;{0}&#xa0;»</translation>
    </message>
    <message>
        <source>a picture in the gallery is damaged</source>
        <translation>une image de la galerie est endommagée</translation>
    </message>
    <message>
        <source>a picture that is too large</source>
        <translation>une image trop grande</translation>
    </message>
    <message>
        <source>a picture with too many headers</source>
        <translation>une image avec trop d’en-têtes</translation>
    </message>
    <message>
        <source>a row of &apos;{0}&apos; belongs to nobody</source>
        <translation>une ligne de «&#xa0;{0}&#xa0;» n’appartient à personne</translation>
    </message>
    <message>
        <source>an embedding answers no question by itself</source>
        <translation>une empreinte ne répond par elle-même à aucune question</translation>
    </message>
    <message>
        <source>an embedding is damaged</source>
        <translation>une empreinte est endommagée</translation>
    </message>
    <message>
        <source>another face</source>
        <translation>un autre visage</translation>
    </message>
    <message>
        <source>as published; OpenCV Zoo does not say</source>
        <translation>telle que publiée&#x202f;; OpenCV Zoo ne le dit pas</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>à la main</translation>
    </message>
    <message>
        <source>could not be read as text</source>
        <translation>n’ont pas pu être lus comme du texte</translation>
    </message>
    <message>
        <source>could not be understood</source>
        <translation>n’ont pas pu être compris</translation>
    </message>
    <message>
        <source>erase everyone</source>
        <translation>effacer tout le monde</translation>
    </message>
    <message>
        <source>hold a value that can&apos;t be used ({0})</source>
        <translation>contiennent une valeur inutilisable ({0})</translation>
    </message>
    <message>
        <source>hold still</source>
        <translation>ne bougez pas</translation>
    </message>
    <message>
        <source>Licence of the weights: {0}</source>
        <translation>Licence des poids&#xa0;: {0}</translation>
    </message>
    <message>
        <source>1 channel: its colour is grey</source>
        <translation>1 canal&#xa0;: sa couleur est le gris</translation>
    </message>
    <message>
        <source>3 channels: its colour is not grey</source>
        <translation>3 canaux&#xa0;: sa couleur n’est pas le gris</translation>
    </message>
    <message>
        <source>Choose the pictures once more.</source>
        <translation>Choisissez les images encore une fois.</translation>
    </message>
    <message>
        <source>Comes from {0}.</source>
        <translation>Provient de {0}.</translation>
    </message>
    <message>
        <source>Download the file and open it here.</source>
        <translation>Téléchargez le fichier et ouvrez-le ici.</translation>
    </message>
    <message>
        <source>Export it again for inference, with a free batch size.</source>
        <translation>Exportez-le à nouveau pour l’inférence, avec une taille de lot libre.</translation>
    </message>
    <message>
        <source>Export it as ONNX again.</source>
        <translation>Exportez-le à nouveau en ONNX.</translation>
    </message>
    <message>
        <source>Facet feeds one picture of 1 or 3 channels, and takes one row of numbers.</source>
        <translation>Facet fournit une image de 1 ou 3 canaux, et accepte une ligne de nombres.</translation>
    </message>
    <message>
        <source>Files up to 1.9 GB can be.</source>
        <translation>C’est possible jusqu’à 1,9&#xa0;Go.</translation>
    </message>
    <message>
        <source>Fine-tune again: it learns those who are there now.</source>
        <translation>Affinez à nouveau&#xa0;: cela apprend les personnes présentes maintenant.</translation>
    </message>
    <message>
        <source>Get the file again from where it came, or choose another one. A model that you trained is written again by `facet-train export`.</source>
        <translation>Récupérez le fichier là d’où il vient, ou choisissez-en un autre. Un modèle que vous avez entraîné est réécrit par `facet-train export`.</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean is of three colours, and the network takes grey.</source>
        <translation>La moyenne d’ImageNet porte sur trois couleurs, et le réseau prend du gris.</translation>
    </message>
    <message>
        <source>Move it to {0}.</source>
        <translation>Déplacez-le vers {0}.</translation>
    </message>
    <message>
        <source>Name the face or add the pictures once more.</source>
        <translation>Nommez le visage ou ajoutez les images encore une fois.</translation>
    </message>
    <message>
        <source>One label a line, or JSON: [&quot;cat&quot;, &quot;dog&quot;] or {&quot;0&quot;: &quot;cat&quot;}.</source>
        <translation>Une étiquette par ligne, ou JSON&#xa0;: [&quot;cat&quot;, &quot;dog&quot;] ou {&quot;0&quot;: &quot;cat&quot;}.</translation>
    </message>
    <message>
        <source>Somebody, or a picture, was erased while the head was fitted: it was not kept.</source>
        <translation>Quelqu’un, ou une image, a été effacé pendant l’ajustement de la tête de classification&#xa0;: elle n’a pas été gardée.</translation>
    </message>
    <message>
        <source>Start the training again.</source>
        <translation>Relancez l’entraînement.</translation>
    </message>
    <message>
        <source>The card&apos;s field &apos;{0}&apos; doesn&apos;t fit: {1}.</source>
        <translation>Le champ «&#xa0;{0}&#xa0;» de la fiche ne convient pas&#xa0;: {1}.</translation>
    </message>
    <message>
        <source>The network takes bytes: its pixels are not scaled before it.</source>
        <translation>Le réseau prend des octets&#xa0;: ses pixels ne sont pas mis à l’échelle avant lui.</translation>
    </message>
    <message>
        <source>The network takes {0}.</source>
        <translation>Le réseau prend {0}.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>Il n’y a rien à rétablir.</translation>
    </message>
    <message>
        <source>WIDER FACE, the 99 faces of 30 pixels or more in 113 pictures of crowds</source>
        <translation>WIDER FACE, les 99 visages de 30 pixels ou plus de 113 images de foules</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: its pictures were erased.</source>
        <translation>Ce qui a été annulé ne peut pas être rétabli&#xa0;: ses images ont été effacées.</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: something else was changed since.</source>
        <translation>Ce qui a été annulé ne peut pas être rétabli&#xa0;: autre chose a été changé depuis.</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: the new name was erased.</source>
        <translation>Ce qui a été annulé ne peut pas être rétabli&#xa0;: le nouveau nom a été effacé.</translation>
    </message>
    <message>
        <source>faces found</source>
        <translation>visages trouvés</translation>
    </message>
    <message>
        <source>faces found by Haar</source>
        <translation>visages trouvés par Haar</translation>
    </message>
    <message>
        <source>had from</source>
        <translation>obtenu de</translation>
    </message>
    <message>
        <source>it answers otherwise for two pictures than for each by itself</source>
        <translation>il répond autrement pour deux images que pour chacune séparément</translation>
    </message>
    <message>
        <source>it answers with an error ({0})</source>
        <translation>la réponse est une erreur ({0})</translation>
    </message>
    <message>
        <source>it answers {0}</source>
        <translation>la réponse est {0}</translation>
    </message>
    <message>
        <source>it answers {0} numbers for a picture, not one row</source>
        <translation>il répond {0} nombres par image, et non une seule ligne</translation>
    </message>
    <message>
        <source>it asks for a user name and password</source>
        <translation>un nom d’utilisateur et un mot de passe sont demandés</translation>
    </message>
    <message>
        <source>it can&apos;t be opened; another program may be using it</source>
        <translation>ouverture impossible&#x202f;; un autre programme l’utilise peut-être</translation>
    </message>
    <message>
        <source>it can&apos;t be reached</source>
        <translation>impossible à joindre</translation>
    </message>
    <message>
        <source>it can&apos;t be reached ({0})</source>
        <translation>impossible à joindre ({0})</translation>
    </message>
    <message>
        <source>it can&apos;t be read ({0})</source>
        <translation>lecture impossible ({0})</translation>
    </message>
    <message>
        <source>it can&apos;t be read any more</source>
        <translation>la lecture n’est plus possible</translation>
    </message>
    <message>
        <source>it can&apos;t be written ({0})</source>
        <translation>écriture impossible ({0})</translation>
    </message>
    <message>
        <source>it could not be copied ({0})</source>
        <translation>la copie a échoué ({0})</translation>
    </message>
    <message>
        <source>it could not be put back ({0})</source>
        <translation>la remise en place a échoué ({0})</translation>
    </message>
    <message>
        <source>it could not be removed ({0})</source>
        <translation>la suppression a échoué ({0})</translation>
    </message>
    <message>
        <source>it could not be written ({0})</source>
        <translation>il n’a pas pu être écrit ({0})</translation>
    </message>
    <message>
        <source>it does not accept this user name and password</source>
        <translation>ce nom d’utilisateur et ce mot de passe sont refusés</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>aucune réponse</translation>
    </message>
    <message>
        <source>it does not answer as a web server does</source>
        <translation>la réponse n’est pas celle d’un serveur web</translation>
    </message>
    <message>
        <source>it does not answer with floats</source>
        <translation>il ne répond pas en nombres à virgule flottante</translation>
    </message>
    <message>
        <source>it does not run on a picture of {0} × {1}</source>
        <translation>il ne fonctionne pas sur une image de {0} × {1}</translation>
    </message>
    <message>
        <source>it does not say where a face&apos;s points are</source>
        <translation>il n’est pas dit où sont les points d’un visage</translation>
    </message>
    <message>
        <source>it ended with {0}</source>
        <translation>terminé avec {0}</translation>
    </message>
    <message>
        <source>it gives no pictures any more</source>
        <translation>plus aucune image n’arrive</translation>
    </message>
    <message>
        <source>it has {0} inputs and {1} outputs, not one of each</source>
        <translation>il a {0} entrées et {1} sorties, et non une de chaque</translation>
    </message>
    <message>
        <source>it holds sound and no picture</source>
        <translation>il contient du son et pas d’image</translation>
    </message>
    <message>
        <source>it is a device or pipe</source>
        <translation>c’est un périphérique ou un tube</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>c’est un dossier</translation>
    </message>
    <message>
        <source>it is a folder and no video</source>
        <translation>c’est un dossier, pas une vidéo</translation>
    </message>
    <message>
        <source>it is a photo and no video</source>
        <translation>c’est une photo, pas une vidéo</translation>
    </message>
    <message>
        <source>it is a text and no video</source>
        <translation>c’est un texte, pas une vidéo</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>ce n’est pas un texte</translation>
    </message>
    <message>
        <source>it is no valid JSON</source>
        <translation>ce n’est pas du JSON valide</translation>
    </message>
    <message>
        <source>it is no video that can be played</source>
        <translation>ce n’est pas une vidéo qui peut être lue</translation>
    </message>
    <message>
        <source>it is no whole archive ({0})</source>
        <translation>ce n’est pas une archive complète ({0})</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>ce n’est pas un fichier</translation>
    </message>
    <message>
        <source>it is not a model that ONNX Runtime can run</source>
        <translation>ce n’est pas un modèle que ONNX Runtime peut exécuter</translation>
    </message>
    <message>
        <source>it is not a model that OpenCV can run</source>
        <translation>ce n’est pas un modèle que OpenCV peut exécuter</translation>
    </message>
    <message>
        <source>it is not a picture that Facet can read</source>
        <translation>ce n’est pas une image que Facet peut lire</translation>
    </message>
    <message>
        <source>it is not an ONNX file</source>
        <translation>ce n’est pas un fichier ONNX</translation>
    </message>
    <message>
        <source>it is not the SFace network that was published</source>
        <translation>ce n’est pas le réseau SFace qui a été publié</translation>
    </message>
    <message>
        <source>it is too busy (503)</source>
        <translation>le serveur est trop occupé (503)</translation>
    </message>
    <message>
        <source>it is too large for a list of labels</source>
        <translation>il est trop grand pour une liste d’étiquettes</translation>
    </message>
    <message>
        <source>it is too large to be rewritten</source>
        <translation>il est trop grand pour être réécrit</translation>
    </message>
    <message>
        <source>it is write-protected</source>
        <translation>il est protégé en écriture</translation>
    </message>
    <message>
        <source>it names a file on another machine</source>
        <translation>il désigne un fichier sur une autre machine</translation>
    </message>
    <message>
        <source>it refuses access (403)</source>
        <translation>l’accès est refusé (403)</translation>
    </message>
    <message>
        <source>it sends &apos;{0}&apos; and no JPEG pictures</source>
        <translation>la source envoie «&#xa0;{0}&#xa0;» et pas d’images JPEG</translation>
    </message>
    <message>
        <source>it sends nothing that can be decoded</source>
        <translation>la source n’envoie rien qui puisse être décodé</translation>
    </message>
    <message>
        <source>it sends {0}</source>
        <translation>la source envoie {0}</translation>
    </message>
    <message>
        <source>it takes one picture at a time and no batch</source>
        <translation>il prend une seule image à la fois et aucun lot</translation>
    </message>
    <message>
        <source>it takes pictures of {0} × {1}</source>
        <translation>il prend des images de {0} × {1}</translation>
    </message>
    <message>
        <source>it takes {0}, neither floats nor bytes</source>
        <translation>il prend {0}, ni nombres à virgule flottante ni octets</translation>
    </message>
    <message>
        <source>it took longer than {0} s</source>
        <translation>cela a pris plus de {0}&#xa0;s</translation>
    </message>
    <message>
        <source>it was closed at once</source>
        <translation>la source a été fermée aussitôt</translation>
    </message>
    <message>
        <source>it was closed while it was being opened</source>
        <translation>la source a été fermée pendant son ouverture</translation>
    </message>
    <message>
        <source>it was stopped</source>
        <translation>la source a été arrêtée</translation>
    </message>
    <message>
        <source>it was unplugged</source>
        <translation>la caméra a été débranchée</translation>
    </message>
    <message>
        <source>its answers are missing</source>
        <translation>ses réponses manquent</translation>
    </message>
    <message>
        <source>its archive has no readable {0}</source>
        <translation>son archive n’a pas de {0} lisible</translation>
    </message>
    <message>
        <source>its certificate is not trusted</source>
        <translation>son certificat n’est pas reconnu</translation>
    </message>
    <message>
        <source>its file is damaged ({0})</source>
        <translation>son fichier est endommagé ({0})</translation>
    </message>
    <message>
        <source>its index can&apos;t be understood</source>
        <translation>son index est incompréhensible</translation>
    </message>
    <message>
        <source>its index has a value that can&apos;t be used ({0})</source>
        <translation>son index contient une valeur inutilisable ({0})</translation>
    </message>
    <message>
        <source>its input has {0} dimensions, not the four of pictures</source>
        <translation>son entrée a {0} dimensions, et non les quatre d’une image</translation>
    </message>
    <message>
        <source>its input of {0} does not say where the colours stand</source>
        <translation>son entrée de {0} ne dit pas où se trouvent les couleurs</translation>
    </message>
    <message>
        <source>its name is not valid UTF-8</source>
        <translation>son nom n’est pas en UTF-8 valide</translation>
    </message>
    <message>
        <source>its pages contradict each other</source>
        <translation>ses pages se contredisent</translation>
    </message>
    <message>
        <source>its picture can&apos;t be read ({0})</source>
        <translation>son image est illisible ({0})</translation>
    </message>
    <message>
        <source>its picture is missing or damaged</source>
        <translation>son image manque ou est endommagée</translation>
    </message>
    <message>
        <source>its table goes neither from numbers to labels nor back</source>
        <translation>sa table ne va ni des nombres aux étiquettes ni l’inverse</translation>
    </message>
    <message>
        <source>known already</source>
        <translation>déjà connu</translation>
    </message>
    <message>
        <source>known named rightly</source>
        <translation>connus bien nommés</translation>
    </message>
    <message>
        <source>like two people alike</source>
        <translation>ressemble autant à deux personnes</translation>
    </message>
    <message>
        <source>looking again</source>
        <translation>nouvel examen</translation>
    </message>
    <message>
        <source>marked as not {0}</source>
        <translation>marqué comme n’étant pas {0}</translation>
    </message>
    <message>
        <source>marked as somebody else</source>
        <translation>marqué comme quelqu’un d’autre</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>pas de réponse</translation>
    </message>
    <message>
        <source>no boundary between its pictures</source>
        <translation>pas de séparation entre ses images</translation>
    </message>
    <message>
        <source>no embedding: {0}</source>
        <translation>pas d’empreinte&#xa0;: {0}</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>pas de visage</translation>
    </message>
    <message>
        <source>no machine of this name is known</source>
        <translation>aucune machine de ce nom n’est connue</translation>
    </message>
    <message>
        <source>no package index that pip can reach has it</source>
        <translation>aucun index de paquets que pip peut joindre ne l’a</translation>
    </message>
    <message>
        <source>no person with number {0}</source>
        <translation>aucune personne avec le numéro {0}</translation>
    </message>
    <message>
        <source>no picture came for {0} s</source>
        <translation>aucune image n’est arrivée pendant {0}&#xa0;s</translation>
    </message>
    <message>
        <source>no picture came within {0} s</source>
        <translation>aucune image n’est arrivée en {0}&#xa0;s</translation>
    </message>
    <message>
        <source>no picture comes any more</source>
        <translation>plus aucune image n’arrive</translation>
    </message>
    <message>
        <source>no picture in it can be decoded</source>
        <translation>aucune de ses images ne peut être décodée</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>pas de sourire</translation>
    </message>
    <message>
        <source>no usable GPU was found</source>
        <translation>aucun GPU utilisable n’a été trouvé</translation>
    </message>
    <message>
        <source>no video can be played from it</source>
        <translation>aucune vidéo ne peut en être lue</translation>
    </message>
    <message>
        <source>nobody called &apos;{0}&apos;</source>
        <translation>personne du nom de «&#xa0;{0}&#xa0;»</translation>
    </message>
    <message>
        <source>nobody is enrolled</source>
        <translation>personne n’est inscrit</translation>
    </message>
    <message>
        <source>none is named</source>
        <translation>aucune n’est indiquée</translation>
    </message>
    <message>
        <source>none of its {0} photos can be read; of {1}: {2}</source>
        <translation>aucune de ses {0} photos ne peut être lue&#x202f;; parmi elles, {1}&#xa0;: {2}</translation>
    </message>
    <message>
        <source>not like anybody enough</source>
        <translation>ne ressemble assez à personne</translation>
    </message>
    <message>
        <source>not like {0} enough</source>
        <translation>ne ressemble pas assez à {0}</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>pas encore examiné</translation>
    </message>
    <message>
        <source>not seen well enough</source>
        <translation>pas assez bien vu</translation>
    </message>
    <message>
        <source>not taken: almost the same picture was taken already</source>
        <translation>pas prise&#xa0;: presque la même image a déjà été prise</translation>
    </message>
    <message>
        <source>not taken: it is there already, or almost the same picture</source>
        <translation>pas prise&#xa0;: elle est déjà là, ou presque la même image</translation>
    </message>
    <message>
        <source>not taken: no face was found</source>
        <translation>pas prise&#xa0;: aucun visage n’a été trouvé</translation>
    </message>
    <message>
        <source>not taken: the face is too small ({0} pixels)</source>
        <translation>pas prise&#xa0;: le visage est trop petit ({0}&#xa0;pixels)</translation>
    </message>
    <message>
        <source>one input and one output, not {0} and {1}</source>
        <translation>une entrée et une sortie, pas {0} et {1}</translation>
    </message>
    <message>
        <source>out of focus</source>
        <translation>flou</translation>
    </message>
    <message>
        <source>picture {0} is damaged</source>
        <translation>l’image {0} est endommagée</translation>
    </message>
    <message>
        <source>pip can&apos;t be started</source>
        <translation>impossible de démarrer pip</translation>
    </message>
    <message>
        <source>pip took longer than {0} s</source>
        <translation>pip a pris plus de {0}&#xa0;s</translation>
    </message>
    <message>
        <source>points answer no question by themselves</source>
        <translation>des points ne répondent par eux-mêmes à aucune question</translation>
    </message>
    <message>
        <source>published by</source>
        <translation>publié par</translation>
    </message>
    <message>
        <source>published sha256</source>
        <translation>sha256 publié</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>mise de côté</translation>
    </message>
    <message>
        <source>source code</source>
        <translation>code source</translation>
    </message>
    <message>
        <source>standard output</source>
        <translation>sortie standard</translation>
    </message>
    <message>
        <source>strangers named</source>
        <translation>inconnus nommés</translation>
    </message>
    <message>
        <source>the NVIDIA driver ({0}) is not installed</source>
        <translation>le pilote NVIDIA ({0}) n’est pas installé</translation>
    </message>
    <message>
        <source>the card says {0}, the network {1}</source>
        <translation>la fiche dit {0}, le réseau {1}</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>la connexion a été coupée</translation>
    </message>
    <message>
        <source>the connection broke before its end</source>
        <translation>la connexion a été coupée avant la fin</translation>
    </message>
    <message>
        <source>the connection is refused</source>
        <translation>la connexion est refusée</translation>
    </message>
    <message>
        <source>the face is too small ({0} of {1} pixels)</source>
        <translation>le visage est trop petit ({0}&#xa0;pixels sur {1})</translation>
    </message>
    <message>
        <source>the file holds none</source>
        <translation>le fichier n’en contient aucun</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>le fichier est vide</translation>
    </message>
    <message>
        <source>the file: {0}</source>
        <translation>le fichier&#xa0;: {0}</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be opened ({0})</source>
        <translation>la galerie ne peut pas être ouverte ({0})</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be read ({0})</source>
        <translation>la galerie est illisible ({0})</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be used now ({0})</source>
        <translation>la galerie n’est pas utilisable actuellement ({0})</translation>
    </message>
    <message>
        <source>the gallery has form {0}, not {1}</source>
        <translation>la galerie a la forme {0}, pas {1}</translation>
    </message>
    <message>
        <source>the gallery is damaged ({0}); nothing was changed</source>
        <translation>la galerie est endommagée ({0})&#x202f;; rien n’a été changé</translation>
    </message>
    <message>
        <source>the journal is being read</source>
        <translation>le journal est en cours de lecture</translation>
    </message>
    <message>
        <source>the largest of {0} faces</source>
        <translation>le plus grand de {0} visages</translation>
    </message>
    <message>
        <source>the list of its pictures is at the end of the file, and this server can&apos;t jump there</source>
        <translation>la liste de ses images est à la fin du fichier, et ce serveur ne permet pas d’y sauter</translation>
    </message>
    <message>
        <source>the name was another a moment ago</source>
        <translation>le nom était un autre il y a un instant</translation>
    </message>
    <message>
        <source>the network takes a fixed number of faces, not a batch of any size</source>
        <translation>le réseau prend un nombre fixe de visages, et non un lot de taille quelconque</translation>
    </message>
    <message>
        <source>the numbers of picture {0} are damaged</source>
        <translation>les nombres de l’image {0} sont endommagés</translation>
    </message>
    <message>
        <source>the package index gave something else than one archive</source>
        <translation>l’index de paquets a donné autre chose qu’une seule archive</translation>
    </message>
    <message>
        <source>the path is not valid</source>
        <translation>le chemin n’est pas valide</translation>
    </message>
    <message>
        <source>the picture claims more than {0} million pixels</source>
        <translation>l’image annonce plus de {0} millions de pixels</translation>
    </message>
    <message>
        <source>the picture is damaged ({0})</source>
        <translation>l’image est endommagée ({0})</translation>
    </message>
    <message>
        <source>the picture {0} is damaged</source>
        <translation>l’image {0} est endommagée</translation>
    </message>
    <message>
        <source>the picture {0} was changed</source>
        <translation>l’image {0} a été modifiée</translation>
    </message>
    <message>
        <source>the same model is here already, as {0}</source>
        <translation>le même modèle est déjà ici, sous {0}</translation>
    </message>
    <message>
        <source>the stream has ended</source>
        <translation>le flux est terminé</translation>
    </message>
    <message>
        <source>the video is cut off: its index is missing</source>
        <translation>la vidéo est tronquée&#xa0;: son index manque</translation>
    </message>
    <message>
        <source>the whole file</source>
        <translation>le fichier entier</translation>
    </message>
    <message>
        <source>there is no camera</source>
        <translation>il n’y a pas de caméra</translation>
    </message>
    <message>
        <source>there is no gallery here</source>
        <translation>il n’y a pas de galerie ici</translation>
    </message>
    <message>
        <source>there is no photo in this folder</source>
        <translation>il n’y a pas de photo dans ce dossier</translation>
    </message>
    <message>
        <source>there is no pip here to fetch it with</source>
        <translation>il n’y a pas de pip ici pour l’obtenir</translation>
    </message>
    <message>
        <source>there is no such camera</source>
        <translation>cette caméra n’existe pas</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>ce fichier n’existe pas</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>ce fichier ou dossier n’existe pas</translation>
    </message>
    <message>
        <source>there is no such user here</source>
        <translation>cet utilisateur n’existe pas ici</translation>
    </message>
    <message>
        <source>there is nothing at this address (404)</source>
        <translation>il n’y a rien à cette adresse (404)</translation>
    </message>
    <message>
        <source>this build of ONNX Runtime does not have it</source>
        <translation>cette version d’ONNX Runtime ne l’a pas</translation>
    </message>
    <message>
        <source>this is no gallery of Facet&apos;s</source>
        <translation>ce n’est pas une galerie de Facet</translation>
    </message>
    <message>
        <source>this is no recording of Facet&apos;s</source>
        <translation>ce n’est pas un enregistrement de Facet</translation>
    </message>
    <message>
        <source>this is not a gallery of Facet&apos;s</source>
        <translation>ce n’est pas une galerie de Facet</translation>
    </message>
    <message>
        <source>this is not an address</source>
        <translation>ce n’est pas une adresse</translation>
    </message>
    <message>
        <source>too bright</source>
        <translation>trop clair</translation>
    </message>
    <message>
        <source>too dark</source>
        <translation>trop sombre</translation>
    </message>
    <message>
        <source>too little contrast</source>
        <translation>trop peu de contraste</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>trop petit</translation>
    </message>
    <message>
        <source>turned away</source>
        <translation>détourné</translation>
    </message>
    <message>
        <source>unlike the other pictures ({0})</source>
        <translation>différente des autres images ({0})</translation>
    </message>
    <message>
        <source>weights under Apache-2.0</source>
        <translation>poids sous Apache-2.0</translation>
    </message>
    <message>
        <source>were written by a newer Facet</source>
        <translation>ont été écrits par un Facet plus récent</translation>
    </message>
    <message>
        <source>what it gives is larger than what was published</source>
        <translation>ce qui est fourni est plus grand que ce qui a été publié</translation>
    </message>
    <message>
        <source>what it holds is larger than what was published</source>
        <translation>ce qui est contenu est plus grand que ce qui a été publié</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten ({0})</source>
        <translation>ce qui a été supprimé n’est pas encore écrasé ({0})</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten, the file is in use ({0})</source>
        <translation>ce qui a été supprimé n’est pas encore écrasé, le fichier est utilisé ({0})</translation>
    </message>
    <message>
        <source>what was there</source>
        <translation>ce qui y était</translation>
    </message>
    <message>
        <source>with its card it does not run, {0}: {1}</source>
        <translation>avec sa fiche il ne fonctionne pas, {0}&#xa0;: {1}</translation>
    </message>
    <message>
        <source>you may not read it</source>
        <translation>vous n’avez pas le droit de lecture</translation>
    </message>
    <message>
        <source>you may not use {0}</source>
        <translation>vous n’avez pas le droit d’utiliser {0}</translation>
    </message>
    <message>
        <source>you said so</source>
        <translation>vous l’avez dit</translation>
    </message>
    <message>
        <source>{0} answers differently from the CPU</source>
        <translation>{0} répond autrement que le CPU</translation>
    </message>
    <message>
        <source>{0} can&apos;t be deleted ({1}).</source>
        <translation>{0} ne peut pas être supprimé ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be put back ({1}).</source>
        <translation>{0} ne peut pas être remis en place ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be removed ({1}).</source>
        <translation>{0} ne peut pas être retiré ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be run ({1}).</source>
        <translation>{0} ne peut pas être exécuté ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be used: {1}.</source>
        <translation>{0} n’est pas utilisable&#xa0;: {1}.</translation>
    </message>
    <message>
        <source>{0} can&apos;t be written ({1}).</source>
        <translation>{0} ne peut pas être écrit ({1}).</translation>
    </message>
    <message>
        <source>{0} could not be pulled: {1}.</source>
        <translation>{0} n’a pas pu être téléchargé&#xa0;: {1}.</translation>
    </message>
    <message>
        <source>{0} could not start</source>
        <translation>{0} n’a pas pu démarrer</translation>
    </message>
    <message>
        <source>{0} does not answer as a Python does.</source>
        <translation>{0} ne répond pas comme un Python.</translation>
    </message>
    <message>
        <source>{0} gave no answer within {1} seconds.</source>
        <translation>{0} n’a donné aucune réponse en {1} secondes.</translation>
    </message>
    <message>
        <source>{0} has no trainer.</source>
        <translation>{0} n’a pas de programme d’entraînement.</translation>
    </message>
    <message>
        <source>{0} has the trainer, but not all it needs: {1}.</source>
        <translation>{0} a le programme d’entraînement, mais pas tout ce qu’il lui faut&#xa0;: {1}.</translation>
    </message>
    <message>
        <source>{0} is not the published file: its sha256 differs</source>
        <translation>{0} n’est pas le fichier publié&#xa0;: son sha256 diffère</translation>
    </message>
    <message>
        <source>{0} is not there</source>
        <translation>{0} n’est pas là</translation>
    </message>
    <message>
        <source>{0} is not what Facet makes of {1}</source>
        <translation>{0} n’est pas ce que Facet fait de {1}</translation>
    </message>
    <message>
        <source>{0} to {1} pixels can be fed.</source>
        <translation>De {0} à {1}&#xa0;pixels sont possibles.</translation>
    </message>
    <message>
        <source>{0}, 3 false finds of that size</source>
        <translation>{0}, 3 fausses détections de cette taille</translation>
    </message>
    <message>
        <source>{0}, at most 1 find in 20 false, of any size</source>
        <translation>{0}, au plus 1 détection sur 20 fausse, de toute taille</translation>
    </message>
    <message>
        <source>{0}, which Facet makes of it, is not there</source>
        <translation>{0}, que Facet en fait, n’est pas là</translation>
    </message>
    <message>
        <source>{0}: &apos;{1}&apos; is no video that Facet writes.</source>
        <translation>{0}&#xa0;: «&#xa0;{1}&#xa0;» n’est pas une vidéo que Facet écrit.</translation>
    </message>
    <message>
        <source>{0}: OpenCV can&apos;t write to a path that is not valid text.</source>
        <translation>{0}&#xa0;: OpenCV ne peut pas écrire vers un chemin qui n’est pas un texte valide.</translation>
    </message>
    <message>
        <source>{0}: a newer Facet wrote this.</source>
        <translation>{0}&#xa0;: écrit par un Facet plus récent.</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be deleted ({1}).</source>
        <translation>{0}&#xa0;: suppression impossible ({1}).</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be removed ({1}).</source>
        <translation>{0}&#xa0;: retrait impossible ({1}).</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be written ({1}).</source>
        <translation>{0}&#xa0;: écriture impossible ({1}).</translation>
    </message>
    <message>
        <source>{0}: it is not the file that was published, the sha256 differs.</source>
        <translation>{0}&#xa0;: ce n’est pas le fichier qui a été publié, le sha256 diffère.</translation>
    </message>
    <message>
        <source>{0}: its file is not the published one, the sha256 differs</source>
        <translation>{0}&#xa0;: son fichier n’est pas celui publié, le sha256 diffère</translation>
    </message>
    <message>
        <source>{0}: nothing can be recorded there ({1}).</source>
        <translation>{0}&#xa0;: rien ne peut y être enregistré ({1}).</translation>
    </message>
    <message>
        <source>{0}: such a video can&apos;t be encoded here.</source>
        <translation>{0}&#xa0;: une telle vidéo ne peut pas être encodée ici.</translation>
    </message>
    <message>
        <source>{0}: the face cascade can&apos;t be loaded.</source>
        <translation>{0}&#xa0;: la cascade de visages ne peut pas être chargée.</translation>
    </message>
    <message>
        <source>{0}: the model is refused, {1}: {2}.</source>
        <translation>{0}&#xa0;: le modèle est refusé, {1}&#xa0;: {2}.</translation>
    </message>
    <message>
        <source>{0}: the model is refused: {1}.</source>
        <translation>{0} : le modèle est refusé : {1}.</translation>
    </message>
    <message>
        <source>{0}: the models can&apos;t be kept there ({1}).</source>
        <translation>{0}&#xa0;: les modèles ne peuvent pas y être conservés ({1}).</translation>
    </message>
    <message>
        <source>{0}: there are too many recordings of this second.</source>
        <translation>{0}&#xa0;: il y a trop d’enregistrements de cette seconde.</translation>
    </message>
    <message>
        <source>{0}: there is no gallery here.</source>
        <translation>{0}&#xa0;: il n’y a pas de galerie ici.</translation>
    </message>
    <message>
        <source>{0}: there is no such folder.</source>
        <translation>{0}&#xa0;: ce dossier n’existe pas.</translation>
    </message>
    <message>
        <source>{0}: this model is not asked: it must lie in a folder of its own, as {1}.</source>
        <translation>{0} : ce modèle n’est pas interrogé : il doit se trouver dans un dossier à lui, sous le nom {1}.</translation>
    </message>
    <message>
        <source>{0}: what is known of strangers can&apos;t be read.</source>
        <translation>{0}&#xa0;: ce qui est connu des inconnus est illisible.</translation>
    </message>
    <message>
        <source>{0}: {1} (share of time)</source>
        <translation>{0}&#x202f;: {1} (part du temps)</translation>
    </message>
    <message>
        <source>{0}: {1} reaches the bar of {2}{3}.</source>
        <translation>{0}&#xa0;: {1} atteint le seuil de {2}{3}.</translation>
    </message>
    <message>
        <source>{0}: {1}; nothing was imported.</source>
        <translation>{0}&#xa0;: {1}&#x202f;; rien n’a été importé.</translation>
    </message>
    <message>
        <source>{0}{1} left out: {2}.</source>
        <translation>Ignoré&#xa0;: {0}{1}, {2}.</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to the default: %s</source>
        <translation>Revenir à la valeur par défaut&#xa0;: %s</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>on</source>
        <translation>activé</translation>
    </message>
    <message>
        <source>off</source>
        <translation>désactivé</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Sources</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>Détection</translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation>Sur l’image</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>Performances</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Enregistrements</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Confidentialité</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Apparence</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>Habituel</translation>
    </message>
    <message>
        <source>Begin with what was watched last</source>
        <translation>Commencer par ce qui a été regardé en dernier</translation>
    </message>
    <message>
        <source>Otherwise Facet begins with the first camera it finds.</source>
        <translation>Sinon, Facet commence par la première caméra qu’il trouve.</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>Taille d’image des caméras</translation>
    </message>
    <message>
        <source>What cameras are asked for. Larger pictures show smaller faces, and cost more.</source>
        <translation>Ce qui est demandé aux caméras. De plus grandes images montrent de plus petits visages, et coûtent davantage.</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>Cadence des caméras</translation>
    </message>
    <message>
        <source>Pictures a second that cameras are asked for; not all can.</source>
        <translation>Nombre d’images par seconde demandé aux caméras&#x202f;; toutes n’en sont pas capables.</translation>
    </message>
    <message>
        <source>Cameras as a mirror</source>
        <translation>Caméras en miroir</translation>
    </message>
    <message>
        <source>Videos begin again at their end</source>
        <translation>Les vidéos recommencent à la fin</translation>
    </message>
    <message>
        <source>Otherwise a video stops at its last picture.</source>
        <translation>Sinon, une vidéo s’arrête à sa dernière image.</translation>
    </message>
    <message>
        <source>YuNet, from the Models page, finds more turned and small faces. Of {faces} faces in photos of crowds Haar found {haar} and YuNet {yunet}.</source>
        <translation>YuNet, de la page Modèles, trouve plus de visages tournés et de petits visages. Sur {faces} visages dans des photos de foules, Haar en a trouvé {haar} et YuNet {yunet}.</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>Ce qui trouve les visages</translation>
    </message>
    <message>
        <source>1 in 100</source>
        <translation>1 sur 100</translation>
    </message>
    <message>
        <source>1 in 1,000</source>
        <translation>1 sur 1&#x202f;000</translation>
    </message>
    <message>
        <source>1 in 10,000</source>
        <translation>1 sur 10&#x202f;000</translation>
    </message>
    <message>
        <source>Boxes and labels</source>
        <translation>Cadres et étiquettes</translation>
    </message>
    <message>
        <source>All can be told apart with any colour vision; words always say the answer too.</source>
        <translation>Toutes se distinguent quelle que soit la vision des couleurs&#x202f;; la réponse est toujours écrite aussi.</translation>
    </message>
    <message>
        <source>Amber and blue</source>
        <translation>Ambre et bleu</translation>
    </message>
    <message>
        <source>Yellow and violet</source>
        <translation>Jaune et violet</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Blanc</translation>
    </message>
    <message>
        <source>Lines and text, also in snapshots.</source>
        <translation>Traits et texte, aussi dans les instantanés.</translation>
    </message>
    <message>
        <source>Cards beside the picture</source>
        <translation>Fiches à côté de l’image</translation>
    </message>
    <message>
        <source>A card for each face in view.</source>
        <translation>Une fiche pour chaque visage visible.</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>Indicateurs</translation>
    </message>
    <message>
        <source>Rates and delays, at the foot of the picture.</source>
        <translation>Cadences et délais, au bas de l’image.</translation>
    </message>
    <message>
        <source>Boxes in snapshots</source>
        <translation>Cadres dans les instantanés</translation>
    </message>
    <message>
        <source>Snapshots are saved as they are seen; otherwise the bare picture.</source>
        <translation>Les instantanés sont enregistrés comme ils sont vus&#x202f;; sinon, l’image nue.</translation>
    </message>
    <message>
        <source>Models run on</source>
        <translation>Exécution des modèles</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card where one works. The Models page measures each.</source>
        <translation>Automatique prend une carte graphique s’il y en a une qui fonctionne. La page Modèles mesure chacune.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>Your right hand is on the right, as you are used to. Files begin as they are.</source>
        <translation>Votre main droite est à droite, comme vous en avez l’habitude. Les fichiers commencent tels quels.</translation>
    </message>
    <message>
        <source>What tells people apart</source>
        <translation>Ce qui distingue les personnes</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>Noms erronés pour des inconnus</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed. Once there are enough pictures, the People page says how many.</source>
        <translation>Plus c’est rare, plus de personnes que vous connaissez restent sans nom. Dès qu’il y a assez d’images, la page Personnes dit combien.</translation>
    </message>
    <message>
        <source>Drawn over the picture as you watch it; recordings keep the bare picture.</source>
        <translation>Dessinés sur l’image pendant que vous regardez&#x202f;; les enregistrements gardent l’image nue.</translation>
    </message>
    <message>
        <source>Colours of boxes and labels</source>
        <translation>Couleurs des cadres et étiquettes</translation>
    </message>
    <message>
        <source>Size of boxes and labels</source>
        <translation>Taille des cadres et étiquettes</translation>
    </message>
    <message>
        <source>Processor cores for each model</source>
        <translation>Cœurs de processeur pour chaque modèle</translation>
    </message>
    <message>
        <source>One is quickest for small models; more can help large ones.</source>
        <translation>Un seul est le plus rapide pour de petits modèles&#x202f;; davantage peut aider les grands.</translation>
    </message>
    <message>
        <source>Power saver</source>
        <translation>Économie d’énergie</translation>
    </message>
    <message>
        <source>At most ten pictures a second. The fan stays quiet, fast motion is less smooth.</source>
        <translation>Dix images par seconde au plus. Le ventilateur reste silencieux, les mouvements rapides sont moins fluides.</translation>
    </message>
    <message>
        <source>Keep the picture</source>
        <translation>Conserver l’image</translation>
    </message>
    <message>
        <source>Say what is kept before recording</source>
        <translation>Dire ce qui est conservé avant d’enregistrer</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once.</source>
        <translation>Sinon, la touche d’enregistrement commence aussitôt.</translation>
    </message>
    <message>
        <source>Where new recordings lie</source>
        <translation>Emplacement des nouveaux enregistrements</translation>
    </message>
    <message>
        <source>Recordings in the other place stay there and are listed too.</source>
        <translation>Les enregistrements de l’autre emplacement y restent et sont listés aussi.</translation>
    </message>
    <message>
        <source>In Facet&apos;s data</source>
        <translation>Dans les données de Facet</translation>
    </message>
    <message>
        <source>In your videos</source>
        <translation>Dans vos vidéos</translation>
    </message>
    <message>
        <source>Delete old recordings</source>
        <translation>Supprimer les anciens enregistrements</translation>
    </message>
    <message>
        <source>For good, whenever Facet starts. Nothing is deleted while it runs.</source>
        <translation>Définitivement, à chaque démarrage de Facet. Rien n’est supprimé pendant qu’il fonctionne.</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Jamais</translation>
    </message>
    <message>
        <source>After {days} days</source>
        <translation>Après {days} jours</translation>
    </message>
    <message>
        <source>Remember what was watched</source>
        <translation>Retenir ce qui a été regardé</translation>
    </message>
    <message>
        <source>For the menu of sources and the next start. Turning it off forgets all of it.</source>
        <translation>Pour le menu des sources et le prochain démarrage. La désactivation efface tout ce qui a été retenu.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Of the window and its messages. Counts when Facet starts again.</source>
        <translation>De la fenêtre et de ses messages. S’applique au prochain démarrage de Facet.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Thème</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Moins de mouvement</translation>
    </message>
    <message>
        <source>Bars of work without a known end stand still. Nothing else moves by itself.</source>
        <translation>Les barres de progression sans fin connue restent immobiles. Rien d’autre ne bouge tout seul.</translation>
    </message>
    <message>
        <source>Tell screen readers</source>
        <translation>Informer les lecteurs d’écran</translation>
    </message>
    <message>
        <source>Who comes into view, that a recording begins or ends, and what went wrong.</source>
        <translation>Qui devient visible, qu’un enregistrement commence ou se termine, et ce qui a échoué.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <source>SFace is surer, facet-id comes with Facet. After a change everyone&apos;s pictures are looked at again.</source>
        <translation>SFace est plus sûr, facet-id est fourni avec Facet. Après un changement, les images de tout le monde sont examinées à nouveau.</translation>
    </message>
    <message>
        <source>Lets you watch a recording, correct names from it and run it again; the answers are kept either way. It takes 1 to 4 GB an hour at 640 × 480.</source>
        <translation>Permet de revoir un enregistrement, d’en corriger les noms et de l’analyser à nouveau&#x202f;; les réponses sont conservées dans tous les cas. Cela prend 1 à 4&#xa0;Go par heure en 640 × 480.</translation>
    </message>
    <message>
        <source>High contrast suits weak sight: black, white and bright colours alone.</source>
        <translation>Le contraste élevé convient aux vues faibles&#xa0;: uniquement du noir, du blanc et des couleurs vives.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Contraste élevé</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Taille du texte</translation>
    </message>
    <message>
        <source>Of the whole window, beside the system&apos;s own setting.</source>
        <translation>De toute la fenêtre, en plus du réglage du système.</translation>
    </message>
    <message>
        <source>This build of ONNX Runtime does not have it.</source>
        <translation>Cette version d’ONNX Runtime ne l’a pas.</translation>
    </message>
    <message>
        <source>It can&apos;t run here: {why}.</source>
        <translation>Exécution impossible ici&#xa0;: {why}.</translation>
    </message>
    <message>
        <source>It is not downloaded yet: the Models page does it.</source>
        <translation>Il n’est pas encore téléchargé&#xa0;: la page Modèles s’en charge.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Reset all</source>
        <translation>Tout réinitialiser</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>Aucun paramètre ne contient ces mots.</translation>
    </message>
    <message>
        <source>Put every setting back to its default</source>
        <translation>Rendre à chaque paramètre sa valeur par défaut</translation>
    </message>
    <message>
        <source>Every setting has its default already</source>
        <translation>Chaque paramètre a déjà sa valeur par défaut</translation>
    </message>
    <message>
        <source>The window speaks it when Facet starts again.</source>
        <translation>La fenêtre parlera cette langue au prochain démarrage de Facet.</translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>Redémarrer maintenant</translation>
    </message>
    <message>
        <source>Every change is saved and takes effect at once. Only a new language needs a restart.</source>
        <translation>Chaque modification est enregistrée et prend effet aussitôt. Seule une nouvelle langue demande un redémarrage.</translation>
    </message>
    <message>
        <source>Every setting has its default.</source>
        <translation>Chaque paramètre a sa valeur par défaut.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Chercher un paramètre</translation>
    </message>
    <message>
        <source>Show only settings with these words</source>
        <translation>N’afficher que les paramètres qui contiennent ces mots</translation>
    </message>
    <message>
        <source>Where Facet keeps things</source>
        <translation>Où Facet range ses données</translation>
    </message>
    <message>
        <source>Models and people</source>
        <translation>Modèles et personnes</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Enregistrements</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Instantanés</translation>
    </message>
    <message>
        <source>What can be made again</source>
        <translation>Ce qui peut être recréé</translation>
    </message>
    <message>
        <source>The log, for bug reports</source>
        <translation>Le journal, pour signaler des erreurs</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Afficher</translation>
    </message>
    <message>
        <source>Show the folder: %s</source>
        <translation>Afficher le dossier&#xa0;: %s</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>Ouvrir ce dossier</translation>
    </message>
    <message>
        <source>Nothing has been kept there yet.</source>
        <translation>Rien n’y a encore été conservé.</translation>
    </message>
</context>
<context>
    <name>SetupView</name>
    <message>
        <source>Looking for the trainer</source>
        <translation>Recherche du programme d’entraînement</translation>
    </message>
    <message>
        <source>What to type</source>
        <translation>Ce qu’il faut saisir</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Copy what to type</source>
        <translation>Copier ce qu’il faut saisir</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Chercher à nouveau</translation>
    </message>
    <message>
        <source>Look for the trainer again</source>
        <translation>Chercher à nouveau le programme d’entraînement</translation>
    </message>
    <message>
        <source>Choose a Python…</source>
        <translation>Choisir un Python…</translation>
    </message>
    <message>
        <source>Use the trainer of another Python environment</source>
        <translation>Utiliser le programme d’entraînement d’un autre environnement Python</translation>
    </message>
    <message>
        <source>Use Facet’s own Python</source>
        <translation>Utiliser le Python de Facet</translation>
    </message>
    <message>
        <source>Forget the chosen Python</source>
        <translation>Oublier le Python choisi</translation>
    </message>
    <message>
        <source>Looking for the trainer…</source>
        <translation>Recherche du programme d’entraînement…</translation>
    </message>
    <message>
        <source>It is asked what it can train. This may take a few seconds.</source>
        <translation>Facet lui demande ce qu’il peut entraîner. Cela peut prendre quelques secondes.</translation>
    </message>
    <message>
        <source>Training needs further packages</source>
        <translation>L’entraînement demande d’autres paquets</translation>
    </message>
    <message>
        <source>This Facet comes without the trainer: it uses that of a Python environment of yours.</source>
        <translation>Ce Facet est fourni sans le programme d’entraînement&#xa0;: il utilise celui d’un de vos environnements Python.</translation>
    </message>
    <message>
        <source>The trainer is large (about 1.5 GB with TensorFlow), so Facet comes without it.</source>
        <translation>Le programme d’entraînement est volumineux (environ 1,5&#xa0;Go avec TensorFlow), Facet est donc fourni sans lui.</translation>
    </message>
    <message>
        <source>Type this in a terminal</source>
        <translation>Saisissez ceci dans un terminal</translation>
    </message>
    <message>
        <source>Then look again. Any Python 3.11 or newer that has it can be chosen instead.</source>
        <translation>Puis cherchez à nouveau. Vous pouvez aussi choisir tout Python 3.11 ou plus récent qui l’a.</translation>
    </message>
</context>
<context>
    <name>SeveralDesk</name>
    <message>
        <source>Looking at {count:,} faces…</source>
        <translation>Examen de {count:,} visages…</translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message>
        <source>Who are these?</source>
        <translation>Qui sont-ils&#x202f;?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>{count:,} faces get the same name.</source>
        <translation>{count:,} visages reçoivent le même nom.</translation>
    </message>
    <message>
        <source>One of the faces</source>
        <translation>L’un des visages</translation>
    </message>
    <message>
        <source>and {count:,} more</source>
        <translation>et {count:,} autres</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Comma</source>
        <translation>Virgule</translation>
    </message>
    <message>
        <source>Full stop</source>
        <translation>Point</translation>
    </message>
    <message>
        <source>{key} is the key of “{other}”. Give that one another key first.</source>
        <translation>{key} est la touche de «&#xa0;{other}&#xa0;». Donnez d’abord une autre touche à cette commande.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rétablir</translation>
    </message>
    <message>
        <source>This is no key that Facet can listen for.</source>
        <translation>Ce n’est pas une touche que Facet peut écouter.</translation>
    </message>
    <message>
        <source>{key} moves and presses what has the focus, so it can&apos;t be chosen.</source>
        <translation>{key} sert à se déplacer et à actionner ce qui a le focus, cette touche ne peut donc pas être choisie.</translation>
    </message>
    <message>
        <source>{key} undoes what was done last, so it can&apos;t be chosen.</source>
        <translation>{key} annule la dernière action et ne peut donc pas être choisi.</translation>
    </message>
    <message>
        <source>{key} does again what was undone last, so it can&apos;t be chosen.</source>
        <translation>{key} rétablit ce qui a été annulé en dernier et ne peut donc pas être choisi.</translation>
    </message>
    <message>
        <source>{key} opens a menu, so it can&apos;t be chosen.</source>
        <translation>{key} ouvre un menu, cette touche ne peut donc pas être choisie.</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Raccourcis clavier</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>Dernière action</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>No snapshot has been saved yet.</source>
        <translation>Aucun instantané n’a encore été enregistré.</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>Enregistré&#xa0;: %s</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Afficher dans le dossier</translation>
    </message>
    <message>
        <source>No file manager answered. The place is:</source>
        <translation>Aucun gestionnaire de fichiers n’a répondu. L’emplacement est&#xa0;:</translation>
    </message>
    <message>
        <source>The snapshot could not be saved in {folder}: {reason}.</source>
        <translation>L’instantané n’a pas pu être enregistré dans {folder}&#xa0;: {reason}.</translation>
    </message>
    <message>
        <source>Make room there, or make the folder writable.</source>
        <translation>Libérez de l’espace à cet endroit, ou autorisez l’écriture dans le dossier.</translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>Demo</source>
        <translation>Démo</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>intégrée</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>Caméra {number}</translation>
    </message>
</context>
<context>
    <name>SourceMenu</name>
    <message>
        <source>Sources</source>
        <translation>Sources</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Recherche de caméras…</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Aucune caméra trouvée</translation>
    </message>
    <message>
        <source>Plug one in, then open this menu again</source>
        <translation>Branchez-en une, puis rouvrez ce menu</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>Taille d’image de la caméra</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>Cadence de la caméra</translation>
    </message>
    <message>
        <source>Usual: {size}</source>
        <translation>Habituelle&#xa0;: {size}</translation>
    </message>
    <message>
        <source>%g a second</source>
        <translation>%g par seconde</translation>
    </message>
    <message>
        <source>Usual: {rate}</source>
        <translation>Habituelle&#xa0;: {rate}</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Récent</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Opening</source>
        <translation>Ouverture</translation>
    </message>
</context>
<context>
    <name>StartView</name>
    <message>
        <source>Nobody is known yet</source>
        <translation>Personne n’est encore connu</translation>
    </message>
    <message>
        <source>Add someone from photos, or from the camera in under 20 seconds. Or watch something and click a face. From then on Facet names them, without any training.</source>
        <translation>Ajoutez quelqu’un à partir de photos, ou avec la caméra en moins de 20 secondes. Ou regardez quelque chose et cliquez sur un visage. Dès lors, Facet donne le nom, sans aucun entraînement.</translation>
    </message>
    <message>
        <source>Pictures and names stay on this computer, and can be erased.</source>
        <translation>Les images et les noms restent sur cet ordinateur, et peuvent être effacés.</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>À partir de photos…</translation>
    </message>
    <message>
        <source>They can also be dropped here</source>
        <translation>On peut aussi les déposer ici</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>À partir de la caméra…</translation>
    </message>
    <message>
        <source>Guided, in under 20 seconds</source>
        <translation>Guidé, en moins de 20 secondes</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importer…</translation>
    </message>
    <message>
        <source>People that another Facet exported</source>
        <translation>Des personnes exportées par un autre Facet</translation>
    </message>
</context>
<context>
    <name>StreamDialog</name>
    <message>
        <source>Open a stream</source>
        <translation>Ouvrir un flux</translation>
    </message>
    <message>
        <source>&amp;Address of the stream</source>
        <translation>&amp;Adresse du flux</translation>
    </message>
    <message>
        <source>Address of the stream</source>
        <translation>Adresse du flux</translation>
    </message>
    <message>
        <source>Where the stream is found</source>
        <translation>Où se trouve le flux</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Ouvrir</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>Used for this stream now, and never saved</source>
        <translation>Utilisé maintenant pour ce flux, et jamais enregistré</translation>
    </message>
    <message>
        <source>&amp;Password of {user}</source>
        <translation>&amp;Mot de passe de {user}</translation>
    </message>
    <message>
        <source>A password is never saved: type it. If there is none, put a colon before the @.</source>
        <translation>Un mot de passe n’est jamais enregistré&#xa0;: saisissez-le. S’il n’y en a pas, mettez un deux-points avant le @.</translation>
    </message>
    <message>
        <source>Watch this stream</source>
        <translation>Regarder ce flux</translation>
    </message>
    <message>
        <source>MJPEG over HTTP, RTSP and RTMP. A password is never saved.</source>
        <translation>MJPEG par HTTP, RTSP et RTMP. Un mot de passe n’est jamais enregistré.</translation>
    </message>
    <message>
        <source>Type the address of a stream.</source>
        <translation>Saisissez l’adresse d’un flux.</translation>
    </message>
    <message>
        <source>An address has no spaces.</source>
        <translation>Une adresse ne contient pas d’espaces.</translation>
    </message>
    <message>
        <source>This is not an address. Is the port a number up to 65535?</source>
        <translation>Ce n’est pas une adresse. Le port est-il un nombre jusqu’à 65535&#x202f;?</translation>
    </message>
    <message>
        <source>An address starts with {schemes}.</source>
        <translation>Une adresse commence par {schemes}.</translation>
    </message>
    <message>
        <source>The address names no machine, such as camera.local.</source>
        <translation>L’adresse ne nomme aucune machine, comme camera.local.</translation>
    </message>
    <message>
        <source>User and password are not kept. Type them in place of ***.</source>
        <translation>L’utilisateur et le mot de passe ne sont pas conservés. Saisissez-les à la place de ***.</translation>
    </message>
</context>
<context>
    <name>Switch</name>
    <message>
        <source>On</source>
        <translation>Activé</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Désactivé</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>Chronologie</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>Repère</translation>
    </message>
    <message>
        <source>Nobody was seen</source>
        <translation>Personne n’a été vu</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Pas d’image</translation>
    </message>
    <message>
        <source>No picture came from {start} to {end}.</source>
        <translation>Aucune image n’est arrivée de {start} à {end}.</translation>
    </message>
    <message>
        <source>Source lost</source>
        <translation>Source perdue</translation>
    </message>
    <message>
        <source>The source was lost from {start} to {end}: no picture came.</source>
        <translation>La source était perdue de {start} à {end}&#xa0;: aucune image n’est arrivée.</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Show in folder</source>
        <translation>Afficher dans le dossier</translation>
    </message>
    <message>
        <source>Nothing to undo here.</source>
        <translation>Rien à annuler ici.</translation>
    </message>
    <message>
        <source>Nothing to redo here.</source>
        <translation>Rien à rétablir ici.</translation>
    </message>
    <message>
        <source>What was undone here can&apos;t be done again by a key. Do it once more instead.</source>
        <translation>Ce qui a été annulé ici ne peut pas être rétabli par une touche. Refaites-le plutôt.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>{n} pictures in {classes} classes, {size} pixels</source>
        <translation>{n} images dans {classes} classes, {size}&#xa0;pixels</translation>
    </message>
    <message>
        <source>Nothing speaks against this data.</source>
        <translation>Rien ne s’oppose à ces données.</translation>
    </message>
    <message>
        <source>All pictures are of one class, “{label}”.</source>
        <translation>Toutes les images sont d’une seule classe, «&#xa0;{label}&#xa0;».</translation>
    </message>
    <message>
        <source>Nothing can be told apart: it takes pictures of two classes at least.</source>
        <translation>Rien ne peut être distingué&#xa0;: il faut des images d’au moins deux classes.</translation>
    </message>
    <message>
        <source>No picture in: {names}.</source>
        <translation>Aucune image dans&#xa0;: {names}.</translation>
    </message>
    <message>
        <source>Add pictures there, or take the folder away.</source>
        <translation>Ajoutez-y des images, ou retirez le dossier.</translation>
    </message>
    <message>
        <source>Few pictures of: {names}.</source>
        <translation>Peu d’images de&#xa0;: {names}.</translation>
    </message>
    <message>
        <source>A dozen a class is the least; some dozens do better.</source>
        <translation>Une douzaine par classe est un minimum&#x202f;; quelques dizaines valent mieux.</translation>
    </message>
    <message>
        <source>Some classes have many more pictures than others.</source>
        <translation>Certaines classes ont beaucoup plus d’images que d’autres.</translation>
    </message>
    <message>
        <source>The model may lean towards them; the balanced figure will tell.</source>
        <translation>Le modèle peut pencher vers elles&#x202f;; la mesure équilibrée le dira.</translation>
    </message>
    <message>
        <source>Photographs that stand under two classes: {n}.</source>
        <translation>Photographies qui figurent dans deux classes&#xa0;: {n}.</translation>
    </message>
    <message>
        <source>Photographs on two sides of the folder’s own split: {n}.</source>
        <translation>Photographies des deux côtés de la répartition propre au dossier&#xa0;: {n}.</translation>
    </message>
    <message>
        <source>The training leaves the copies out of what it learns from: {names}</source>
        <translation>L’entraînement laisse les copies hors de ce dont il apprend&#xa0;: {names}</translation>
    </message>
    <message>
        <source>{n} pictures have a copy here, exact or nearly so.</source>
        <translation>{n} images ont ici une copie, exacte ou presque.</translation>
    </message>
    <message>
        <source>Copies stay together, so that none is learned from and tested on.</source>
        <translation>Les copies restent ensemble, afin qu’aucune ne serve à la fois à apprendre et à tester.</translation>
    </message>
    <message>
        <source>No two pictures are the same, nor nearly so.</source>
        <translation>Il n’y a pas deux images identiques, ni presque.</translation>
    </message>
    <message>
        <source>Pictures that can’t be read, left out: {n}.</source>
        <translation>Images illisibles, omises&#xa0;: {n}.</translation>
    </message>
    <message>
        <source>Left out: {n}, {reason}.</source>
        <translation>Omises&#xa0;: {n}, {reason}.</translation>
    </message>
    <message>
        <source>Your own pictures, from scratch</source>
        <translation>Vos propres images, à partir de zéro</translation>
    </message>
    <message>
        <source>Your own pictures</source>
        <translation>Vos propres images</translation>
    </message>
    <message>
        <source>Its weights are Keras’ own download.</source>
        <translation>Ses poids sont ceux que Keras télécharge.</translation>
    </message>
    <message>
        <source>A last layer on the numbers that tell faces apart: quick, and the surest. The Models page brings SFace.</source>
        <translation>Une dernière couche sur les nombres qui distinguent les visages&#xa0;: rapide, et le plus sûr. La page Modèles fournit SFace.</translation>
    </message>
    <message>
        <source>The same on the model that ships with Facet: as quick, less sure.</source>
        <translation>La même chose sur le modèle fourni avec Facet&#xa0;: aussi rapide, moins sûr.</translation>
    </message>
    <message>
        <source>The well-known recipe on a network that knows things, not faces: slow, and seldom better than the gallery.</source>
        <translation>La recette bien connue, sur un réseau qui connaît des choses, pas des visages&#xa0;: lent, et rarement meilleur que la galerie.</translation>
    </message>
    <message>
        <source>Nothing: learn from scratch</source>
        <translation>Rien&#xa0;: apprendre à partir de zéro</translation>
    </message>
    <message>
        <source>A small network for pictures unlike photographs, or for faces. Needs dozens a class.</source>
        <translation>Un petit réseau pour des images différentes de photographies, ou pour des visages. Demande des dizaines d’images par classe.</translation>
    </message>
    <message>
        <source>Small and quick: a good beginning.</source>
        <translation>Petit et rapide&#xa0;: un bon début.</translation>
    </message>
    <message>
        <source>As quick, often a little better.</source>
        <translation>Aussi rapide, souvent un peu meilleur.</translation>
    </message>
    <message>
        <source>Slow; the network of many tutorials.</source>
        <translation>Lent&#x202f;; le réseau de nombreux tutoriels.</translation>
    </message>
    <message>
        <source>Larger, often better, four times as slow.</source>
        <translation>Plus grand, souvent meilleur, quatre fois plus lent.</translation>
    </message>
    <message>
        <source>Your own pictures, a folder for each class</source>
        <translation>Vos propres images, un dossier par classe</translation>
    </message>
    <message>
        <source>Any classes that you can sort pictures into: one folder, with a folder of pictures in it for each class, named as the class. From a dozen pictures a class.</source>
        <translation>Toutes les classes dans lesquelles vous pouvez trier des images&#xa0;: un dossier contenant, pour chaque classe, un dossier d’images qui porte son nom. À partir d’une douzaine d’images par classe.</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>Choisir le dossier…</translation>
    </message>
    <message>
        <source>The people whom Facet knows</source>
        <translation>Les personnes que Facet connaît</translation>
    </message>
    <message>
        <source>A network that knows the people of your gallery and nobody else: it gives everybody one of their names, strangers too. It is compared with the gallery on the same pictures, and thrown away where it is worse. The gallery stays as it is. From two people with a dozen pictures each.</source>
        <translation>Un réseau qui connaît les personnes de votre galerie, et personne d’autre&#xa0;: il donne à chacun l’un de leurs noms, même aux inconnus. Il est comparé à la galerie sur les mêmes images, et abandonné s’il est moins bon. La galerie reste telle quelle. À partir de deux personnes avec une douzaine d’images chacune.</translation>
    </message>
    <message>
        <source>Photos of strangers…</source>
        <translation>Photos d’inconnus…</translation>
    </message>
    <message>
        <source>Photos of other people say how often a stranger would get a name.</source>
        <translation>Les photos d’autres personnes disent combien de fois un inconnu recevrait un nom.</translation>
    </message>
    <message>
        <source>Folder of FER2013…</source>
        <translation>Dossier de FER2013…</translation>
    </message>
    <message>
        <source>With FER2013 as well the network has seen 36,000 faces before: better.</source>
        <translation>Avec FER2013 en plus, le réseau a déjà vu 36&#x202f;000 visages&#xa0;: c’est mieux.</translation>
    </message>
    <message>
        <source>Smile or not</source>
        <translation>Sourire ou non</translation>
    </message>
    <message>
        <source>The data set GENKI-4K: 4,000 photographs with a list of who smiles.</source>
        <translation>Le jeu de données GENKI-4K&#xa0;: 4&#x202f;000 photographies avec la liste de ceux qui sourient.</translation>
    </message>
    <message>
        <source>Folder of GENKI-4K…</source>
        <translation>Dossier de GENKI-4K…</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>Joie ou tristesse</translation>
    </message>
    <message>
        <source>Photographs in two folders, happy and sad; some 300 in all.</source>
        <translation>Des photographies dans deux dossiers, happy et sad&#x202f;; environ 300 en tout.</translation>
    </message>
    <message>
        <source>Emotions</source>
        <translation>Émotions</translation>
    </message>
    <message>
        <source>FER2013 with the votes of FER+: 36,000 small faces. Takes hours.</source>
        <translation>FER2013 avec les votes de FER+&#xa0;: 36&#x202f;000 petits visages. Prend des heures.</translation>
    </message>
    <message>
        <source>Emotions by FER2013’s own labels</source>
        <translation>Émotions selon les étiquettes de FER2013</translation>
    </message>
    <message>
        <source>As Emotions, with seven labels that one person chose. Takes hours.</source>
        <translation>Comme Émotions, avec sept étiquettes choisies par une seule personne. Prend des heures.</translation>
    </message>
    <message>
        <source>Who it is, from folders of faces</source>
        <translation>Qui c’est, à partir de dossiers de visages</translation>
    </message>
    <message>
        <source>A folder of faces for each person, some 250 each, as the tutorials do.</source>
        <translation>Un dossier de visages par personne, environ 250 chacun, comme dans les tutoriels.</translation>
    </message>
    <message>
        <source>Breeds of dogs</source>
        <translation>Races de chiens</translation>
    </message>
    <message>
        <source>Stanford Dogs, or a folder for each breed with 60 pictures and more.</source>
        <translation>Stanford Dogs, ou un dossier par race avec 60 images et plus.</translation>
    </message>
    <message>
        <source>CIFAR-100</source>
        <translation>CIFAR-100</translation>
    </message>
    <message>
        <source>100 kinds of things in 60,000 tiny pictures. A graphics card helps.</source>
        <translation>100 sortes de choses dans 60&#x202f;000 images minuscules. Une carte graphique aide.</translation>
    </message>
    <message>
        <source>Folder of CIFAR-100…</source>
        <translation>Dossier de CIFAR-100…</translation>
    </message>
    <message>
        <source>Tiny ImageNet</source>
        <translation>Tiny ImageNet</translation>
    </message>
    <message>
        <source>200 kinds of things in 110,000 small pictures. A graphics card helps.</source>
        <translation>200 sortes de choses dans 110&#x202f;000 petites images. Une carte graphique aide.</translation>
    </message>
    <message>
        <source>Folder of Tiny ImageNet…</source>
        <translation>Dossier de Tiny ImageNet…</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Passes</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Images par pas</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Taux d’apprentissage</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>Arrêt anticipé après</translation>
    </message>
    <message>
        <source>Choose a folder of pictures first.</source>
        <translation>Choisissez d’abord un dossier d’images.</translation>
    </message>
    <message>
        <source>This trainer doesn’t know the recipe; it may be an older one.</source>
        <translation>Ce programme d’entraînement ne connaît pas la recette&#x202f;; il est peut-être plus ancien.</translation>
    </message>
    <message>
        <source>The folder can’t be used as it is.</source>
        <translation>Le dossier n’est pas utilisable tel quel.</translation>
    </message>
    <message>
        <source>Other settings: a quotation mark lacks its partner.</source>
        <translation>Autres paramètres&#xa0;: un guillemet n’est pas fermé.</translation>
    </message>
    <message>
        <source>Other settings: “{word}” is not of the form name=value.</source>
        <translation>Autres paramètres&#xa0;: «&#xa0;{word}&#xa0;» n’est pas de la forme nom=valeur.</translation>
    </message>
    <message>
        <source>{name}: a whole number from {least} on is wanted.</source>
        <translation>{name}&#xa0;: un nombre entier à partir de {least} est attendu.</translation>
    </message>
    <message>
        <source>{name}: a small number above 0 is wanted.</source>
        <translation>{name}&#xa0;: un petit nombre supérieur à 0 est attendu.</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>Nouvel entraînement</translation>
    </message>
    <message>
        <source>From your pictures, or a recipe</source>
        <translation>À partir de vos images, ou d’une recette</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Entraînements</translation>
    </message>
    <message>
        <source>round {n} of {of}</source>
        <translation>passe {n} sur {of}</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>encore environ {time}</translation>
    </message>
    <message>
        <source>processors {share} busy</source>
        <translation>processeurs occupés à {share}</translation>
    </message>
    <message>
        <source>waiting for pictures {share}</source>
        <translation>attente d’images {share}</translation>
    </message>
    <message>
        <source>The first seconds go to loading the trainer.</source>
        <translation>Les premières secondes servent à charger le programme d’entraînement.</translation>
    </message>
    <message>
        <source>{share} right, {low} to {high} with 95 % certainty, on {n} pictures kept aside</source>
        <translation>{share} de réponses justes, {low} à {high} avec 95&#x202f;% de certitude, sur {n} images réservées</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is better.</source>
        <translation>La galerie seule en nomme bien {share}&#xa0;: celui-ci est meilleur.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: too few pictures to tell which is better.</source>
        <translation>La galerie seule en nomme bien {share}&#xa0;: trop peu d’images pour dire lequel est le meilleur.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them too: this is no better.</source>
        <translation>La galerie seule en nomme bien {share} aussi&#xa0;: celui-ci n’est pas meilleur.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is worse.</source>
        <translation>La galerie seule en nomme bien {share}&#xa0;: celui-ci est moins bon.</translation>
    </message>
    <message>
        <source>It knows these people only, and gives everybody else one of their names.</source>
        <translation>Il ne connaît que ces personnes, et donne à tous les autres l’un de leurs noms.</translation>
    </message>
    <message>
        <source>Always answering “{label}” would be right in {share}: on {n} pictures this is not surely better.</source>
        <translation>Répondre toujours «&#xa0;{label}&#xa0;» serait juste à {share}&#xa0;: sur {n} images, ceci n’est pas sûrement mieux.</translation>
    </message>
    <message>
        <source>The gallery by itself</source>
        <translation>La galerie seule</translation>
    </message>
    <message>
        <source>This network</source>
        <translation>Ce réseau</translation>
    </message>
    <message>
        <source>{share} of your people named rightly</source>
        <translation>{share} de vos personnes bien nommées</translation>
    </message>
    <message>
        <source>; {share} of {n} strangers get a name</source>
        <translation>&#x202f;; {share} de {n} inconnus reçoivent un nom</translation>
    </message>
    <message>
        <source>When {p} sure</source>
        <translation>À {p} de certitude</translation>
    </message>
    <message>
        <source>Strangers</source>
        <translation>Inconnus</translation>
    </message>
    <message>
        <source>Not measured: every one gets a name</source>
        <translation>Non mesuré&#xa0;: chacun reçoit un nom</translation>
    </message>
    <message>
        <source>is {truth}</source>
        <translation>en réalité {truth}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n}&#xa0;s</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n}&#xa0;min</translation>
    </message>
    <message>
        <source>{n} h {m} min</source>
        <translation>{n}&#xa0;h {m}&#xa0;min</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>Arrêt…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Démarrage…</translation>
    </message>
    <message>
        <source>Making the model file…</source>
        <translation>Création du fichier du modèle…</translation>
    </message>
    <message>
        <source>Measuring it…</source>
        <translation>Mesure du modèle…</translation>
    </message>
    <message>
        <source>Learning…</source>
        <translation>Apprentissage…</translation>
    </message>
    <message>
        <source>Looking at every picture once…</source>
        <translation>Un passage sur chaque image…</translation>
    </message>
    <message>
        <source>Reading the pictures…</source>
        <translation>Lecture des images…</translation>
    </message>
    <message>
        <source>Looking at the mirror images…</source>
        <translation>Examen des images en miroir…</translation>
    </message>
    <message>
        <source>Looking at strangers…</source>
        <translation>Examen des inconnus…</translation>
    </message>
    <message>
        <source>{share} right · {day}</source>
        <translation>{share} justes · {day}</translation>
    </message>
    <message>
        <source>Did not work · {day}</source>
        <translation>N’a pas fonctionné · {day}</translation>
    </message>
    <message>
        <source>Unfinished · {day}</source>
        <translation>Inachevé · {day}</translation>
    </message>
    <message>
        <source>Not begun · {day}</source>
        <translation>Non commencé · {day}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>En cours</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>Did not work</source>
        <translation>N’a pas fonctionné</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>Appris</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Inachevé</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>Non commencé</translation>
    </message>
    <message>
        <source>The live view does not ask this model yet.</source>
        <translation>La vue en direct n’interroge pas encore ce modèle.</translation>
    </message>
    <message>
        <source>The Photos page does not ask this model yet.</source>
        <translation>La page Photos n’interroge pas encore ce modèle.</translation>
    </message>
    <message>
        <source>Not among your models yet. No page asks it by itself: you can try it below.</source>
        <translation>Pas encore parmi vos modèles. Aucune page ne l’interroge d’elle-même&#xa0;: vous pouvez l’essayer ci-dessous.</translation>
    </message>
    <message>
        <source>It is among your models as “{name}”.</source>
        <translation>Il fait partie de vos modèles sous le nom «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>No page asks it by itself; it answers in commands, and below.</source>
        <translation>Aucune page ne l’interroge d’elle-même&#x202f;; il répond dans les commandes, et ci-dessous.</translation>
    </message>
    <message>
        <source>Another model is in use in its place.</source>
        <translation>Un autre modèle est utilisé à sa place.</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>La page Photos l’interroge sur des images entières.</translation>
    </message>
    <message>
        <source>Facet can be used meanwhile; another page may be shown.</source>
        <translation>Facet reste utilisable pendant ce temps&#x202f;; une autre page peut être affichée.</translation>
    </message>
    <message>
        <source>The live view answers with it.</source>
        <translation>La vue en direct répond avec lui.</translation>
    </message>
    <message>
        <source>It has learned; its model file or its report is not made yet.</source>
        <translation>Il a appris&#x202f;; son fichier de modèle ou son rapport n’est pas encore créé.</translation>
    </message>
    <message>
        <source>It was ended early. What it learned is kept: it goes on from there.</source>
        <translation>L’entraînement a été arrêté avant la fin. Ce qui est appris est conservé&#xa0;: il reprend à partir de là.</translation>
    </message>
    <message>
        <source>{n} of {of} rounds are done.</source>
        <translation>{n} passes sur {of} sont faites.</translation>
    </message>
    <message>
        <source>It ended before it had learned anything.</source>
        <translation>Il s’est terminé avant d’avoir appris quoi que ce soit.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>Make model and report</source>
        <translation>Créer modèle et rapport</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>Utilisé</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Ajouté</translation>
    </message>
    <message>
        <source>Use it anyway…</source>
        <translation>L’utiliser quand même…</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>L’utiliser maintenant</translation>
    </message>
    <message>
        <source>Add to models</source>
        <translation>Ajouter aux modèles</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Learns</source>
        <translation>Apprend</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>{train} to learn from, {validation} to check by, {test} kept aside</source>
        <translation>{train} pour apprendre, {validation} pour contrôler, {test} réservées</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Parts</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Exécuté sur</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>Exécuté sur</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Commencé</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>The processor</source>
        <translation>Le processeur</translation>
    </message>
    <message>
        <source>A graphics card</source>
        <translation>Une carte graphique</translation>
    </message>
    <message>
        <source>The trainer ended unexpectedly.</source>
        <translation>Le programme d’entraînement s’est arrêté de façon inattendue.</translation>
    </message>
    <message>
        <source>from scratch</source>
        <translation>à partir de zéro</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Trainings</source>
        <translation>Entraînements</translation>
    </message>
    <message>
        <source>“%s” is being trained. It would be ended, and can go on later.</source>
        <translation>«&#xa0;%s&#xa0;» est en cours d’entraînement. Il serait arrêté, et peut reprendre plus tard.</translation>
    </message>
    <message>
        <source>One training runs at a time.</source>
        <translation>Un seul entraînement à la fois.</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>%1 répond désormais à «&#xa0;%2&#xa0;».</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Suivre</translation>
    </message>
    <message>
        <source>%1 is among your models, for “%2”.</source>
        <translation>%1 fait partie de vos modèles, pour «&#xa0;%2&#xa0;».</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>L’afficher</translation>
    </message>
    <message>
        <source>%1 is asked about whole photos from now on.</source>
        <translation>%1 est désormais interrogé sur les photos entières.</translation>
    </message>
    <message>
        <source>“%s” was removed.</source>
        <translation>«&#xa0;%s&#xa0;» a été supprimé.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Save a mended split</source>
        <translation>Enregistrer une répartition corrigée</translation>
    </message>
    <message>
        <source>%s has every picture’s side, copies together.</source>
        <translation>%s contient le côté de chaque image, les copies ensemble.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Afficher dans le dossier</translation>
    </message>
    <message>
        <source>Choose a Python that has the trainer</source>
        <translation>Choisir un Python qui a le programme d’entraînement</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entraînement</translation>
    </message>
    <message>
        <source>Teach Facet to tell things apart by pictures, on this machine.</source>
        <translation>Apprenez à Facet à distinguer des choses par des images, sur cette machine.</translation>
    </message>
    <message>
        <source>The trainer is still being looked for.</source>
        <translation>Le programme d’entraînement est encore recherché.</translation>
    </message>
    <message>
        <source>This needs the trainer: “New training” says how to get it.</source>
        <translation>Cela demande le programme d’entraînement&#xa0;: «&#xa0;Nouvel entraînement&#xa0;» dit comment l’obtenir.</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>Choisir le dossier des images</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>{size}, {rate:g} pictures a second</source>
        <translation>{size}, {rate:g} images par seconde</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} sur {count}</translation>
    </message>
</context>
<context>
    <name>TryView</name>
    <message>
        <source>Try it</source>
        <translation>Essayer</translation>
    </message>
    <message>
        <source> Choose a picture…</source>
        <translation> Choisir une image…</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>Choisir une image…</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>Interroger le modèle sur une de vos images</translation>
    </message>
    <message>
        <source>or drop one here</source>
        <translation>ou déposez-en une ici</translation>
    </message>
    <message>
        <source>%s, the whole picture</source>
        <translation>%s, l’image entière</translation>
    </message>
    <message>
        <source>%s, the largest face in it</source>
        <translation>%s, le plus grand visage qu’elle contient</translation>
    </message>
    <message>
        <source>%s: no face found, so the whole picture</source>
        <translation>%s&#xa0;: aucun visage trouvé, donc l’image entière</translation>
    </message>
</context>
<context>
    <name>UseDesk</name>
    <message>
        <source>Live gives every face one of these names from now on, strangers too.</source>
        <translation>La vue en direct donne désormais à chaque visage l’un de ces noms, même aux inconnus.</translation>
    </message>
    <message>
        <source>%s is not asked any more. This training keeps it.</source>
        <translation>%s n’est plus interrogé. Cet entraînement le garde.</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Everything stays on this computer. Names and pictures of faces are kept in {folder}, only of those whom you add, and can be erased.</source>
        <translation>Tout reste sur cet ordinateur. Les noms et les images de visages sont conservés dans {folder}, seulement pour ceux que vous ajoutez, et peuvent être effacés.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Suivant</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Passer</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>Que doit regarder Facet&#x202f;?</translation>
    </message>
    <message>
        <source>Facet says of every face who it is, whether it smiles and which emotion it shows.</source>
        <translation>Facet dit de chaque visage qui c’est, s’il sourit et quelle émotion il montre.</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>Caméra {number}</translation>
    </message>
    <message>
        <source>Live, as a mirror</source>
        <translation>En direct, comme un miroir</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>Afficher la démo</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>Voir Facet à l’œuvre sans caméra</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Ouvrir un fichier…</translation>
    </message>
    <message>
        <source>A video or a photo</source>
        <translation>Une vidéo ou une photo</translation>
    </message>
    <message>
        <source>Shall Facet know you?</source>
        <translation>Facet doit-il vous connaître&#x202f;?</translation>
    </message>
    <message>
        <source>Then it says your name. Others stay unknown until you name them.</source>
        <translation>Il dit alors votre nom. Les autres restent inconnus jusqu’à ce que vous les nommiez.</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>À partir de la caméra…</translation>
    </message>
    <message>
        <source>You turn your head and Facet takes the pictures: under 20 seconds</source>
        <translation>Vous tournez la tête et Facet prend les images&#xa0;: moins de 20 secondes</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>À partir de photos…</translation>
    </message>
    <message>
        <source>One or more; you choose the faces</source>
        <translation>Une ou plusieurs&#x202f;; vous choisissez les visages</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Pas maintenant</translation>
    </message>
    <message>
        <source>You can do it later on the People page</source>
        <translation>Vous pourrez le faire plus tard sur la page Personnes</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>Facet connaît désormais {name}.</translation>
    </message>
    <message>
        <source>That is all.</source>
        <translation>C’est tout.</translation>
    </message>
    <message>
        <source>Good to know:</source>
        <translation>Bon à savoir&#xa0;:</translation>
    </message>
    <message>
        <source>Click a face in the picture to say who it is, or to ask why it has a name.</source>
        <translation>Cliquez sur un visage dans l’image pour dire qui c’est, ou pour demander pourquoi il a un nom.</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Commencer</translation>
    </message>
    <message>
        <source>Go to the picture</source>
        <translation>Aller à l’image</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} sur {count}</translation>
    </message>
    <message>
        <source>The round button above the picture records what is seen. Without it no picture that you watch is kept.</source>
        <translation>Le bouton rond au-dessus de l’image enregistre ce qui est vu. Sans lui, aucune image que vous regardez n’est conservée.</translation>
    </message>
    <message>
        <source>{key} records what is seen. Without it no picture that you watch is kept.</source>
        <translation>{key} enregistre ce qui est vu. Sans cela, aucune image que vous regardez n’est conservée.</translation>
    </message>
    <message>
        <source>The menu has help for the page that you are on.</source>
        <translation>Le menu contient l’aide de la page où vous êtes.</translation>
    </message>
    <message>
        <source>{key} opens the help of the page that you are on.</source>
        <translation>{key} ouvre l’aide de la page où vous êtes.</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Recherche de caméras…</translation>
    </message>
    <message>
        <source>A moment</source>
        <translation>Un instant</translation>
    </message>
    <message>
        <source>Plug one in and press here to look again</source>
        <translation>Branchez-en une et appuyez ici pour chercher à nouveau</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Aucune caméra trouvée</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>Aucune caméra trouvée à {time}</translation>
    </message>
    <message>
        <source>The step before ({key})</source>
        <translation>L’étape précédente ({key})</translation>
    </message>
    <message>
        <source>The step after ({key})</source>
        <translation>L’étape suivante ({key})</translation>
    </message>
    <message>
        <source>Go to the window; the Help menu has the welcome again (Esc)</source>
        <translation>Aller à la fenêtre&#x202f;; le menu Aide contient à nouveau l’accueil (Échap)</translation>
    </message>
    <message>
        <source>Welcome to Facet</source>
        <translation>Bienvenue dans Facet</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>unknown ({reason})</source>
        <translation>inconnu ({reason})</translation>
    </message>
    <message>
        <source>On screen</source>
        <translation>À l’écran</translation>
    </message>
    <message>
        <source>{score}, ruled out</source>
        <translation>{score}, exclu</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>Ressemblance</translation>
    </message>
    <message>
        <source>{bar}, with which about 1 stranger in {many} gets a name</source>
        <translation>{bar}, avec quoi environ 1 inconnu sur {many} reçoit un nom</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Requis</translation>
    </message>
    <message>
        <source>{lead} before {second}, who has {score}</source>
        <translation>{lead} devant {second}, qui a {score}</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>Avance</translation>
    </message>
    <message>
        <source>{score} to a picture that you marked as not {name}</source>
        <translation>{score} avec une image que vous avez marquée comme n’étant pas {name}</translation>
    </message>
    <message>
        <source>Against it</source>
        <translation>Contre</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>good</source>
        <translation>bonne</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>moyenne</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>mauvaise</translation>
    </message>
</context>
<context>
    <name>WhyDialog</name>
    <message>
        <source>Why?</source>
        <translation>Pourquoi&#x202f;?</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>Le visage</translation>
    </message>
    <message>
        <source>The line is the bar that a name needs.</source>
        <translation>Le trait est le seuil qu’un nom demande.</translation>
    </message>
    <message>
        <source>What decided</source>
        <translation>Ce qui a décidé</translation>
    </message>
    <message>
        <source>The pictures most like it</source>
        <translation>Les images les plus ressemblantes</translation>
    </message>
    <message>
        <source>Each figure is for one picture. That of a person counts two things: their picture that is most like this face, and all of their pictures together.</source>
        <translation>Chaque chiffre concerne une seule image. Celui d’une personne compte deux choses&#x202f;: son image qui ressemble le plus à ce visage, et toutes ses images ensemble.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>{one}, {next}</source>
        <translation>{one}, {next}</translation>
    </message>
</context>
<context>
    <name>_Asking</name>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
</context>
</TS>
