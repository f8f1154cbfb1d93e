<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>About</name>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>see below</source>
        <translation>siehe unten</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>Dieses Programm</translation>
    </message>
    <message>
        <source>Python and packages</source>
        <translation>Python und Pakete</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Pictures, data and Qt</source>
        <translation>Bilder, Daten und Qt</translation>
    </message>
    <message>
        <source>Libraries of the system</source>
        <translation>Bibliotheken des Systems</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Facet</source>
        <translation>Über Facet</translation>
    </message>
    <message>
        <source>Facet {version}</source>
        <translation>Facet {version}</translation>
    </message>
    <message>
        <source>Says of every face in a camera, a clip, a stream or photos who it is and what it shows, on this computer alone.</source>
        <translation>Sagt zu jedem Gesicht einer Kamera, eines Clips, eines Streams oder von Fotos, wer es ist und was es zeigt, allein auf diesem Computer.</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. The window uses Qt {qt} under the LGPL 3; its source is at code.qt.io. Python {python}.</source>
        <translation>Freie Software unter der Apache License 2.0. Das Fenster verwendet Qt {qt} unter der LGPL 3; der Quelltext liegt auf code.qt.io. Python {python}.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ActBar</name>
    <message>
        <source>Show the photo</source>
        <translation>Das Foto zeigen</translation>
    </message>
    <message>
        <source>Choose a face to say who it is.</source>
        <translation>Ein Gesicht wählen, um zu sagen, wer es ist.</translation>
    </message>
    <message>
        <source>Choose a face to say who it is, or drag over several.</source>
        <translation>Ein Gesicht wählen, um zu sagen, wer es ist, oder über mehrere ziehen.</translation>
    </message>
    <message>
        <source>Choose a card to see the whole photo.</source>
        <translation>Eine Karte wählen, um das ganze Foto zu sehen.</translation>
    </message>
    <message>
        <source>Say who this is, or that the name is wrong (menu key)</source>
        <translation>Sagen, wer das ist, oder dass der Name falsch ist (Menütaste)</translation>
    </message>
    <message>
        <source>Give all of them one name (menu key)</source>
        <translation>Allen denselben Namen geben (Menütaste)</translation>
    </message>
    <message>
        <source>These are of several photos: choose those of one</source>
        <translation>Diese sind aus mehreren Fotos: die aus einem wählen</translation>
    </message>
    <message>
        <source>Show the whole photo (Enter)</source>
        <translation>Das ganze Foto zeigen (Eingabetaste)</translation>
    </message>
</context>
<context>
    <name>AskDelete</name>
    <message>
        <source>Delete?</source>
        <translation>Löschen?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>AskMerge</name>
    <message>
        <source>Merge</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>%s is the same person as…</source>
        <translation>%s ist dieselbe Person wie …</translation>
    </message>
    <message>
        <source>The same person</source>
        <translation>Dieselbe Person</translation>
    </message>
    <message>
        <source>Whose name stays</source>
        <translation>Wessen Name bleibt</translation>
    </message>
    <message>
        <source>Choose someone</source>
        <translation>Jemanden auswählen</translation>
    </message>
    <message>
        <source>All pictures go there, and that name stays. It can be taken back exactly.</source>
        <translation>Alle Bilder kommen dorthin, und jener Name bleibt. Das lässt sich genau zurücknehmen.</translation>
    </message>
</context>
<context>
    <name>AskName</name>
    <message>
        <source>Type another name first</source>
        <translation>Zuerst einen anderen Namen eingeben</translation>
    </message>
</context>
<context>
    <name>AskRemove</name>
    <message>
        <source>Remove?</source>
        <translation>Entfernen?</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Remove %s?</source>
        <translation>%s entfernen?</translation>
    </message>
    <message>
        <source>Erased for good, here and now:</source>
        <translation>Sofort und endgültig gelöscht wird:</translation>
    </message>
    <message>
        <source>This can&apos;t be undone.</source>
        <translation>Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Also delete what &amp;learned from them</source>
        <translation>Auch löschen, was von dieser Person ge&amp;lernt hat</translation>
    </message>
    <message>
        <source>Otherwise it keeps the name, and may show the face</source>
        <translation>Sonst behält es den Namen und zeigt womöglich das Gesicht</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
</context>
<context>
    <name>AskTune</name>
    <message>
        <source>Fine-tune to these people</source>
        <translation>Fein anpassen an diese Personen</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>Fein anpassen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Fine-tune to these people?</source>
        <translation>Fein anpassen an diese Personen?</translation>
    </message>
    <message>
        <source>Nobody has three pictures yet, so nothing would show whether it helps.</source>
        <translation>Noch hat niemand drei Bilder, darum würde sich nicht zeigen, ob es hilft.</translation>
    </message>
</context>
<context>
    <name>AskUse</name>
    <message>
        <source>Use it anyway?</source>
        <translation>Trotzdem verwenden?</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>Trotzdem verwenden</translation>
    </message>
    <message>
        <source>Don’t use it</source>
        <translation>Nicht verwenden</translation>
    </message>
    <message>
        <source>Nothing shows that it is better than the gallery.</source>
        <translation>Nichts zeigt, dass es besser ist als die Galerie.</translation>
    </message>
    <message>
        <source>Live would write “Most like” and one of these names at every face, strangers too. The names that Facet gives by itself stay. “Stop using it” on this page ends it.</source>
        <translation>Die Live-Ansicht schriebe an jedes Gesicht „Am ähnlichsten“ und einen dieser Namen, auch an Fremde. Die Namen, die Facet selbst gibt, bleiben. „Nicht mehr verwenden“ auf dieser Seite beendet das.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>BarCard</name>
    <message>
        <source>&amp;Wrong names for strangers</source>
        <translation>&amp;Falsche Namen für Fremde</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>Falsche Namen für Fremde</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed.</source>
        <translation>Je seltener, desto mehr bekannte Personen bleiben ohne Namen.</translation>
    </message>
</context>
<context>
    <name>BarScale</name>
    <message>
        <source>Likeness against the bar</source>
        <translation>Ähnlichkeit im Vergleich zur Schwelle</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>whole numbers 0 to 255</source>
        <translation>ganze Zahlen 0 bis 255</translation>
    </message>
    <message>
        <source>floats</source>
        <translation>Gleitkommazahlen</translation>
    </message>
    <message>
        <source>colours first (NCHW)</source>
        <translation>Farben zuerst (NCHW)</translation>
    </message>
    <message>
        <source>colours last (NHWC)</source>
        <translation>Farben zuletzt (NHWC)</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} Pixel</translation>
    </message>
    <message>
        <source>pictures of any size</source>
        <translation>Bilder beliebiger Größe</translation>
    </message>
    <message>
        <source>{size}, {channels} channels, {numbers}, {order}</source>
        <translation>{size}, {channels} Kanäle, {numbers}, {order}</translation>
    </message>
    <message>
        <source>{count:,} numbers for a picture</source>
        <translation>{count:,} Zahlen für ein Bild</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>It takes</source>
        <translation>Es nimmt</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>Es antwortet mit</translation>
    </message>
    <message>
        <source>Facet feeds</source>
        <translation>Facet gibt ein</translation>
    </message>
    <message>
        <source>bytes, red, green, blue. What the network needs beyond that is put before it, in a copy among your models; the file itself stays as it is.</source>
        <translation>Bytes: Rot, Grün, Blau. Was das Netz darüber hinaus braucht, wird ihm vorangestellt, in einer Kopie unter den eigenen Modellen; die Datei selbst bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>{count} labels. It answers one number: give two labels, no and yes.</source>
        <translation>{count} Antworten. Es gibt nur eine Zahl: bitte zwei Antworten angeben, Nein und Ja.</translation>
    </message>
    <message>
        <source>{count:,} labels, and it answers {wanted:,} numbers.</source>
        <translation>{count:,} Antworten, das Netz gibt aber {wanted:,} Zahlen.</translation>
    </message>
    <message>
        <source>{count:,} labels, as many as it answers.</source>
        <translation>{count:,} Antworten, so viele, wie das Netz gibt.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Einen Namen angeben.</translation>
    </message>
    <message>
        <source>Say what it answers.</source>
        <translation>Angeben, was es beantwortet.</translation>
    </message>
    <message>
        <source>Say how its pixels were scaled: no file says it, and it decides.</source>
        <translation>Angeben, wie die Pixel skaliert waren: keine Datei sagt es, und es ist entscheidend.</translation>
    </message>
    <message>
        <source>The label “{label}” stands twice.</source>
        <translation>Die Antwort „{label}“ steht zweimal da.</translation>
    </message>
    <message>
        <source>Say under which terms it may be used.</source>
        <translation>Angeben, unter welchen Bedingungen es verwendet werden darf.</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1.</source>
        <translation>Die Antworten ergeben zusammen {sum:.2f}, nicht 1.</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1: it answers before its softmax. Turn that on above.</source>
        <translation>Die Antworten ergeben zusammen {sum:.2f}, nicht 1: es antwortet vor seinem Softmax. Dies oben einschalten.</translation>
    </message>
</context>
<context>
    <name>CardDialog</name>
    <message>
        <source>Write a card</source>
        <translation>Karte schreiben</translation>
    </message>
    <message>
        <source>Add the model</source>
        <translation>Modell hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Add nothing</source>
        <translation>Nichts hinzufügen</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Wird geschrieben …</translation>
    </message>
    <message>
        <source>The card is complete.</source>
        <translation>Die Karte ist vollständig.</translation>
    </message>
    <message>
        <source>Put a copy with this card among your models</source>
        <translation>Eine Kopie mit dieser Karte zu den eigenen Modellen legen</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>Das Modell nach einem eigenen Bild fragen</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Bild auswählen</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Fotos ({patterns})</translation>
    </message>
    <message>
        <source>Choose a file of labels</source>
        <translation>Datei mit den Antworten auswählen</translation>
    </message>
    <message>
        <source>Labels (*.txt *.json *.names *.csv)</source>
        <translation>Antworten (*.txt *.json *.names *.csv)</translation>
    </message>
    <message>
        <source>This network has no card</source>
        <translation>Dieses Netz hat keine Karte</translation>
    </message>
    <message>
        <source>Nothing is guessed: what it is for, and what it expects, only you can say.</source>
        <translation>Nichts wird geraten: wofür es ist und was es erwartet, können nur Sie sagen.</translation>
    </message>
</context>
<context>
    <name>CardFields</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What does it answer</source>
        <translation>Was beantwortet es</translation>
    </message>
    <message>
        <source>smile, emotion, dog breeds, …</source>
        <translation>Lächeln, Emotion, Hunderassen, …</translation>
    </message>
    <message>
        <source>What it is shown</source>
        <translation>Was ihm gezeigt wird</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Breite in Pixeln</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>Höhe in Pixeln</translation>
    </message>
    <message>
        <source>How its pixels were scaled</source>
        <translation>Wie die Pixel skaliert waren</translation>
    </message>
    <message>
        <source>Order of its colours</source>
        <translation>Reihenfolge der Farben</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei …</translation>
    </message>
    <message>
        <source>Under which terms may it be used</source>
        <translation>Unter welchen Bedingungen darf es verwendet werden</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>Woher es kommt</translation>
    </message>
    <message>
        <source>An address, a paper, a person</source>
        <translation>Eine Adresse, ein Artikel, eine Person</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>Das ganze Bild</translation>
    </message>
    <message>
        <source>A face that was found</source>
        <translation>Ein gefundenes Gesicht</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>0 to 1 (unit)</source>
        <translation>0 bis 1 (unit)</translation>
    </message>
    <message>
        <source>−1 to 1 (symmetric)</source>
        <translation>−1 bis 1 (symmetric)</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean and deviation (torch)</source>
        <translation>Mittelwert und Abweichung von ImageNet (torch)</translation>
    </message>
    <message>
        <source>Blue, green, red less ImageNet&apos;s mean (caffe)</source>
        <translation>Blau, Grün, Rot minus Mittelwert von ImageNet (caffe)</translation>
    </message>
    <message>
        <source>Not at all, 0 to 255 (none)</source>
        <translation>Gar nicht, 0 bis 255 (none)</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Red, green, blue</source>
        <translation>Rot, Grün, Blau</translation>
    </message>
    <message>
        <source>Blue, green, red, as OpenCV reads</source>
        <translation>Blau, Grün, Rot, wie OpenCV liest</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>Wofür es ist</translation>
    </message>
    <message>
        <source>What it expects</source>
        <translation>Was es erwartet</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, as the file says</source>
        <translation>{width} × {height} Pixel, wie die Datei sagt</translation>
    </message>
    <message>
        <source>Size of its pictures</source>
        <translation>Größe seiner Bilder</translation>
    </message>
    <message>
        <source>It answers before its softmax or sigmoid</source>
        <translation>Es antwortet vor seinem Softmax oder Sigmoid</translation>
    </message>
    <message>
        <source>Its labels</source>
        <translation>Seine Antworten</translation>
    </message>
    <message>
        <source>One a line, in the order of its answers; of one number: no, then yes.</source>
        <translation>Eine je Zeile, in der Reihenfolge der Ausgabe; bei einer einzigen Zahl: Nein, dann Ja.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Bedingungen</translation>
    </message>
    <message>
        <source>Then its softmax or sigmoid is put behind it</source>
        <translation>Dann wird ihm Softmax oder Sigmoid nachgestellt</translation>
    </message>
    <message>
        <source>One a line</source>
        <translation>Eine je Zeile</translation>
    </message>
    <message>
        <source>Labels from a file…</source>
        <translation>Antworten aus einer Datei …</translation>
    </message>
    <message>
        <source>One label a line, or JSON</source>
        <translation>Eine Antwort je Zeile, oder JSON</translation>
    </message>
    <message>
        <source>The file itself says it</source>
        <translation>Die Datei selbst sagt es</translation>
    </message>
</context>
<context>
    <name>ChangesPanel</name>
    <message>
        <source>Answers that changed</source>
        <translation>Antworten, die sich geändert haben</translation>
    </message>
    <message>
        <source>Close this list</source>
        <translation>Diese Liste schließen</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>and %s classes more</source>
        <translation>und %s weitere Klassen</translation>
    </message>
</context>
<context>
    <name>CloseDialog</name>
    <message>
        <source>Close Facet?</source>
        <translation>Facet schließen?</translation>
    </message>
    <message>
        <source>Something is still running.</source>
        <translation>Etwas läuft noch.</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>Trotzdem schließen</translation>
    </message>
</context>
<context>
    <name>ConfusionChart</name>
    <message>
        <source>What was taken for what</source>
        <translation>Was wofür gehalten wurde</translation>
    </message>
    <message>
        <source>was answered</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>it is</source>
        <translation>tatsächlich</translation>
    </message>
    <message>
        <source>Of %1 pictures of “%2” %3 were answered rightly.</source>
        <translation>Von %1 Bildern von „%2“ wurden %3 richtig beantwortet.</translation>
    </message>
</context>
<context>
    <name>ConsentCard</name>
    <message>
        <source>Note on consent</source>
        <translation>Notiz zur Einwilligung</translation>
    </message>
    <message>
        <source>Optional note, kept with today&apos;s date: who agreed, and how</source>
        <translation>Notiz, freiwillig, mit dem heutigen Datum: wer zugestimmt hat und wie</translation>
    </message>
    <message>
        <source>Kept with today&apos;s date</source>
        <translation>Wird mit dem heutigen Datum aufbewahrt</translation>
    </message>
    <message>
        <source>Only with their consent</source>
        <translation>Nur mit Einwilligung</translation>
    </message>
</context>
<context>
    <name>CurveChart</name>
    <message>
        <source>learning pictures</source>
        <translation>Lernbilder</translation>
    </message>
    <message>
        <source>check pictures</source>
        <translation>Prüfbilder</translation>
    </message>
    <message>
        <source>round 1</source>
        <translation>Runde 1</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>After round %1: %2</source>
        <translation>Nach Runde %1: %2</translation>
    </message>
</context>
<context>
    <name>DataView</name>
    <message>
        <source>What is in it</source>
        <translation>Was darin ist</translation>
    </message>
    <message>
        <source>Looking at the pictures</source>
        <translation>Bilder werden angesehen</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut ansehen</translation>
    </message>
    <message>
        <source>Look into the folder again, after it was mended</source>
        <translation>Den Ordner noch einmal ansehen, nachdem er verbessert wurde</translation>
    </message>
    <message>
        <source>Save a mended split…</source>
        <translation>Verbesserte Aufteilung speichern …</translation>
    </message>
    <message>
        <source>Write a table of all pictures in which copies stand on one side</source>
        <translation>Eine Tabelle aller Bilder schreiben, in der Kopien auf derselben Seite stehen</translation>
    </message>
    <message>
        <source>Looking at the pictures: %1 of %2</source>
        <translation>Bilder werden angesehen: %1 von %2</translation>
    </message>
    <message>
        <source>Looking into the folder…</source>
        <translation>Der Ordner wird angesehen …</translation>
    </message>
    <message>
        <source>The look into the folder was ended when the training began.</source>
        <translation>Das Ansehen des Ordners endete, als das Training begann.</translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>“{name}” can&apos;t be opened: {reason}.</source>
        <translation>„{name}“ lässt sich nicht öffnen: {reason}.</translation>
    </message>
    <message>
        <source>Models (ONNX files) can be dropped here, and videos and photos to watch.</source>
        <translation>Modelle (ONNX-Dateien) lassen sich hier ablegen, und Videos und Fotos zum Ansehen.</translation>
    </message>
    <message>
        <source>Folders of pictures to learn from can be dropped here, and videos and photos to watch.</source>
        <translation>Ordner mit Bildern zum Lernen lassen sich hier ablegen, und Videos und Fotos zum Ansehen.</translation>
    </message>
    <message>
        <source>Photos and folders of photos can be dropped here.</source>
        <translation>Fotos und Ordner mit Fotos lassen sich hier ablegen.</translation>
    </message>
    <message>
        <source>Videos, photos, folders of photos and models (ONNX files) can be dropped here.</source>
        <translation>Videos, Fotos, Ordner mit Fotos und Modelle (ONNX-Dateien) lassen sich hier ablegen.</translation>
    </message>
    <message>
        <source>“{name}” is a model.</source>
        <translation>„{name}“ ist ein Modell.</translation>
    </message>
    <message>
        <source>Models are kept on the Models page.</source>
        <translation>Modelle gehören auf die Seite „Modelle“.</translation>
    </message>
    <message>
        <source>Add it to the models</source>
        <translation>Zu den Modellen hinzufügen</translation>
    </message>
    <message>
        <source>{n} of these files are videos, not photos.</source>
        <translation>{n} dieser Dateien sind Videos, keine Fotos.</translation>
    </message>
    <message>
        <source>Drop one of them on the Live page to watch it.</source>
        <translation>Eines davon auf der Seite „Live“ ablegen, um es anzusehen.</translation>
    </message>
    <message>
        <source>“{name}” is a video, not a photo.</source>
        <translation>„{name}“ ist ein Video, kein Foto.</translation>
    </message>
    <message>
        <source>It can be watched on the Live page.</source>
        <translation>Es lässt sich auf der Seite „Live“ ansehen.</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>“{name}” is not a photo.</source>
        <translation>„{name}“ ist kein Foto.</translation>
    </message>
    <message>
        <source>{n} of these files are not photos.</source>
        <translation>{n} dieser Dateien sind keine Fotos.</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop it to watch it</source>
        <translation>Ablegen, um es anzusehen</translation>
    </message>
    <message>
        <source>Drop it to add it to the models</source>
        <translation>Ablegen, um es zu den Modellen hinzuzufügen</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source> Choose photos…</source>
        <translation> Fotos auswählen …</translation>
    </message>
    <message>
        <source> Choose a folder…</source>
        <translation> Ordner auswählen …</translation>
    </message>
    <message>
        <source>Look at one or more photos</source>
        <translation>Ein Foto oder mehrere ansehen</translation>
    </message>
    <message>
        <source>Look at all photos of a folder and of the folders in it</source>
        <translation>Alle Fotos eines Ordners und seiner Unterordner ansehen</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Drop photos or a folder here</source>
        <translation>Fotos oder einen Ordner hier ablegen</translation>
    </message>
    <message>
        <source>Every face appears with its answers. Photos stay as they are, on this computer.</source>
        <translation>Jedes Gesicht erscheint mit seinen Antworten. Die Fotos bleiben, wie sie sind, auf diesem Computer.</translation>
    </message>
    <message>
        <source>No face fits</source>
        <translation>Kein Gesicht passt</translation>
    </message>
    <message>
        <source>Choose other filters to see more.</source>
        <translation>Mit anderen Filtern ist mehr zu sehen.</translation>
    </message>
    <message>
        <source>No face was found</source>
        <translation>Kein Gesicht gefunden</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way. The list above also shows the photos without a face, and those that can&apos;t be read.</source>
        <translation>Am besten werden Gesichter gefunden, die beleuchtet, aufrecht und hierher gewandt sind. Die Liste oben zeigt auch die Fotos ohne Gesicht und die nicht lesbaren.</translation>
    </message>
    <message>
        <source>No model for whole pictures yet</source>
        <translation>Noch kein Modell für ganze Bilder</translation>
    </message>
    <message>
        <source>Such a model says what a photo shows as a whole, for example which breed of dog. Train one with your own photos, or add an ONNX file on the Models page.</source>
        <translation>Ein solches Modell sagt, was ein Foto als Ganzes zeigt, zum Beispiel welche Hunderasse. Eines mit eigenen Fotos trainieren oder auf der Seite „Modelle“ eine ONNX-Datei hinzufügen.</translation>
    </message>
    <message>
        <source>No photo there</source>
        <translation>Keine Fotos vorhanden</translation>
    </message>
    <message>
        <source>JPEG, PNG, WebP, TIFF and the like are read.</source>
        <translation>JPEG, PNG, WebP, TIFF und Ähnliches wird gelesen.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Faces appear as they are found.</source>
        <translation>Gesichter erscheinen, sobald sie gefunden sind.</translation>
    </message>
    <message>
        <source>Go to the page {page}</source>
        <translation>Zur Seite {page}</translation>
    </message>
</context>
<context>
    <name>EmptyView</name>
    <message>
        <source>Answers are kept, the picture too if you want. All of it stays on this computer.</source>
        <translation>Die Antworten werden aufbewahrt, auf Wunsch auch das Bild. Alles bleibt auf diesem Computer.</translation>
    </message>
    <message>
        <source>Nothing is recorded yet</source>
        <translation>Noch nichts aufgezeichnet</translation>
    </message>
    <message>
        <source> Go to the Live page</source>
        <translation> Zur Seite „Live“</translation>
    </message>
    <message>
        <source>Go to the Live page</source>
        <translation>Zur Seite „Live“</translation>
    </message>
    <message>
        <source>Where recording begins</source>
        <translation>Wo Aufzeichnungen beginnen</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press the round button above the picture.</source>
        <translation>Auf der Seite „Live“ etwas ansehen und den runden Knopf über dem Bild drücken.</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press {key}, or the round button above the picture.</source>
        <translation>Auf der Seite „Live“ etwas ansehen und {key} oder den runden Knopf über dem Bild drücken.</translation>
    </message>
    <message>
        <source>The same again ends it. Then you see here who was there and when they smiled, watch it again, and say who is who.</source>
        <translation>Noch einmal dasselbe beendet die Aufzeichnung. Dann ist hier zu sehen, wer da war und wann gelächelt wurde; sie lässt sich wieder ansehen, und es lässt sich sagen, wer wer ist.</translation>
    </message>
</context>
<context>
    <name>Erase</name>
    <message>
        <source>{n}, with the numbers made from them</source>
        <translation>{n}, mit den daraus berechneten Zahlen</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Pictures of faces</source>
        <translation>Bilder von Gesichtern</translation>
    </message>
    <message>
        <source>Fine-tunings of their faces</source>
        <translation>Feinanpassungen an ihre Gesichter</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>Models of your own</source>
        <translation>Eigene Modelle</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>all but looks, language and keys</source>
        <translation>alles außer Aussehen, Sprache und Tastenkürzel</translation>
    </message>
    <message>
        <source>The log</source>
        <translation>Das Protokoll</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>There is no way back. Models that ship with Facet or were downloaded stay, and so does what you exported to folders of your own.</source>
        <translation>Das lässt sich nicht rückgängig machen. Modelle, die mit Facet kamen oder heruntergeladen wurden, bleiben, ebenso alles, was in eigene Ordner exportiert wurde.</translation>
    </message>
    <message>
        <source>Also the snapshots in {folder} ({n})</source>
        <translation>Auch die Schnappschüsse in {folder} ({n})</translation>
    </message>
    <message>
        <source>End this first: {what}</source>
        <translation>Zuerst beenden: {what}</translation>
    </message>
</context>
<context>
    <name>EraseDialog</name>
    <message>
        <source>Erase all?</source>
        <translation>Alles löschen?</translation>
    </message>
    <message>
        <source>erase</source>
        <translation>löschen</translation>
    </message>
    <message>
        <source>They lie among your own pictures</source>
        <translation>Sie liegen bei den eigenen Bildern</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Erase all of this?</source>
        <translation>All dies löschen?</translation>
    </message>
    <message>
        <source>The recording that runs is ended and erased too.</source>
        <translation>Die laufende Aufzeichnung wird beendet und ebenfalls gelöscht.</translation>
    </message>
    <message>
        <source>Type “{word}” to go on:</source>
        <translation>Zum Fortfahren „{word}“ eingeben:</translation>
    </message>
    <message>
        <source>There is no way back</source>
        <translation>Das lässt sich nicht rückgängig machen</translation>
    </message>
    <message>
        <source>Type the word first</source>
        <translation>Zuerst das Wort eingeben</translation>
    </message>
</context>
<context>
    <name>EraseRow</name>
    <message>
        <source>Erase all</source>
        <translation>Alles löschen</translation>
    </message>
    <message>
        <source>Erases for good: everyone Facet knows, recordings, trainings, models of your own, the log, and all settings but looks, language and keys. What goes is listed first.</source>
        <translation>Löscht endgültig: alle Personen, die Facet kennt, Aufzeichnungen, Trainings, eigene Modelle, das Protokoll und alle Einstellungen außer Aussehen, Sprache und Tastenkürzel. Was gelöscht wird, wird vorher aufgelistet.</translation>
    </message>
    <message>
        <source>Erase all…</source>
        <translation>Alles löschen …</translation>
    </message>
    <message>
        <source>See what there is, then erase it</source>
        <translation>Ansehen, was es gibt, und es dann löschen</translation>
    </message>
    <message>
        <source>Nothing was erased.</source>
        <translation>Nichts wurde gelöscht.</translation>
    </message>
    <message>
        <source>All was erased but for this:</source>
        <translation>Alles wurde gelöscht bis auf dies:</translation>
    </message>
    <message>
        <source>All is erased. Facet knows nobody now.</source>
        <translation>Alles ist gelöscht. Facet kennt jetzt niemanden.</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong inside Facet, and that is no fault of yours.</source>
        <translation>In Facet ist etwas schiefgegangen; das ist nicht Ihre Schuld.</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>Einzelheiten stehen im Protokoll.</translation>
    </message>
</context>
<context>
    <name>ExportDesk</name>
    <message>
        <source>Pictures with boxes are being written.</source>
        <translation>Bilder mit Rahmen werden geschrieben.</translation>
    </message>
    <message>
        <source>Export the faces</source>
        <translation>Gesichter exportieren</translation>
    </message>
    <message>
        <source>Choose a folder for the copies</source>
        <translation>Ordner für die Kopien auswählen</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>%s gespeichert</translation>
    </message>
    <message>
        <source>{count} pictures saved in {folder}</source>
        <translation>{count} Bilder in {folder} gespeichert</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
        <source>Progress of writing</source>
        <translation>Fortschritt beim Schreiben</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop writing; the pictures written so far stay</source>
        <translation>Nicht weiterschreiben; bereits geschriebene Bilder bleiben</translation>
    </message>
    <message>
        <source>Writing pictures with boxes…</source>
        <translation>Bilder mit Rahmen werden geschrieben …</translation>
    </message>
</context>
<context>
    <name>Face</name>
    <message>
        <source>Names come when the source is opened again.</source>
        <translation>Namen erscheinen, wenn die Quelle neu geöffnet wird.</translation>
    </message>
    <message>
        <source>Who is this?…</source>
        <translation>Wer ist das? …</translation>
    </message>
    <message>
        <source>Who are these?…</source>
        <translation>Wer sind diese? …</translation>
    </message>
    <message>
        <source>{count:,} faces</source>
        <translation>{count:,} Gesichter</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>This is {name}</source>
        <translation>Das ist {name}</translation>
    </message>
    <message>
        <source>Why?…</source>
        <translation>Warum? …</translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation>Kein Gesicht</translation>
    </message>
    <message>
        <source>Not faces</source>
        <translation>Keine Gesichter</translation>
    </message>
    <message>
        <source>Take this card away, here and from exports (Delete)</source>
        <translation>Diese Karte wegnehmen, hier und aus Exporten (Entf)</translation>
    </message>
    <message>
        <source>Take these cards away, here and from exports (Delete)</source>
        <translation>Diese Karten wegnehmen, hier und aus Exporten (Entf)</translation>
    </message>
    <message>
        <source>Keep this picture of {name}</source>
        <translation>Dieses Bild von {name} behalten</translation>
    </message>
    <message>
        <source>This is not {name}</source>
        <translation>Das ist nicht {name}</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>Das ist jemand anderes …</translation>
    </message>
    <message>
        <source>This picture of {name} is kept</source>
        <translation>Dieses Bild von {name} ist schon behalten</translation>
    </message>
    <message>
        <source>Another one helps once it looks different: turned, or in other light.</source>
        <translation>Ein weiteres hilft, sobald es anders aussieht: gedreht oder in anderem Licht.</translation>
    </message>
    <message>
        <source>Add the picture</source>
        <translation>Bild hinzufügen</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>Merken</translation>
    </message>
    <message>
        <source>Add the pictures</source>
        <translation>Bilder hinzufügen</translation>
    </message>
    <message>
        <source>Type a name, or choose someone you know.</source>
        <translation>Einen Namen eingeben oder jemand Bekanntes auswählen.</translation>
    </message>
    <message>
        <source>Type a name.</source>
        <translation>Einen Namen eingeben.</translation>
    </message>
    <message>
        <source>Facet takes this face for {name} already.</source>
        <translation>Facet hält dieses Gesicht bereits für {name}.</translation>
    </message>
    <message>
        <source>{name} is new: named from now on, without any training.</source>
        <translation>{name} ist neu: von jetzt an mit Namen, ganz ohne Training.</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has one.</source>
        <translation>Fügt dieses Bild zu {name} hinzu; eines ist schon da.</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has {count}.</source>
        <translation>Fügt dieses Bild zu {name} hinzu; {count} sind schon da.</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has one.</source>
        <translation>Fügt diese Bilder zu {name} hinzu; eines ist schon da.</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has {count}.</source>
        <translation>Fügt diese Bilder zu {name} hinzu; {count} sind schon da.</translation>
    </message>
    <message>
        <source>Facet takes this face for {name}. That will be corrected.</source>
        <translation>Facet hält dieses Gesicht für {name}. Das wird berichtigt.</translation>
    </message>
    <message>
        <source>Facet knows some of these faces as {names}.</source>
        <translation>Facet kennt einige dieser Gesichter als {names}.</translation>
    </message>
    <message>
        <source>Kept on this computer only, in {folder}: small pictures of the face, numbers made from them, the name, and when they were seen last. Removing the person erases all of it.</source>
        <translation>Nur auf diesem Computer aufbewahrt, in {folder}: kleine Bilder des Gesichts, daraus berechnete Zahlen, der Name und wann die Person zuletzt gesehen wurde. Wird die Person entfernt, wird alles davon gelöscht.</translation>
    </message>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} und {last}</translation>
    </message>
    <message>
        <source>Who is this?</source>
        <translation>Wer ist das?</translation>
    </message>
</context>
<context>
    <name>FaceCard</name>
    <message>
        <source>For how long this face has been in view</source>
        <translation>Wie lange dieses Gesicht schon zu sehen ist</translation>
    </message>
    <message>
        <source>Click to say who this is, or to ask why</source>
        <translation>Klicken, um zu sagen, wer das ist, oder nach dem Warum zu fragen</translation>
    </message>
    <message>
        <source>just left</source>
        <translation>gerade gegangen</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>Gesicht {number}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>How surely the model sees this: {task}</source>
        <translation>Wie sicher das Modell dies sieht: {task}</translation>
    </message>
    <message>
        <source>Most like {name}</source>
        <translation>Am ähnlichsten: {name}</translation>
    </message>
    <message>
        <source>Always one of the people it was trained on: a stranger gets one of their names too</source>
        <translation>Immer eine der Personen, mit denen trainiert wurde: auch Fremde bekommen einen ihrer Namen</translation>
    </message>
    <message>
        <source>Nothing is likely enough to say. Likeliest: {label}. The bar shows how likely.</source>
        <translation>Nichts ist wahrscheinlich genug. Am wahrscheinlichsten: {label}. Der Balken zeigt, wie wahrscheinlich.</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Unsicher</translation>
    </message>
    <message>
        <source>{label}?</source>
        <translation>{label}?</translation>
    </message>
</context>
<context>
    <name>FaceGrid</name>
    <message>
        <source>Faces found</source>
        <translation>Gefundene Gesichter</translation>
    </message>
    <message>
        <source>Enter shows the photo, the menu key says who it is, Delete that it is no face. Shift with the arrow keys chooses several.</source>
        <translation>Die Eingabetaste zeigt das Foto, mit der Menütaste sagen, wer es ist, mit Entf, dass es kein Gesicht ist. Die Umschalttaste mit den Pfeiltasten wählt mehrere.</translation>
    </message>
</context>
<context>
    <name>FaceNews</name>
    <message>
        <source>{names}: in view.</source>
        <translation>{names}: im Bild.</translation>
    </message>
    <message>
        <source>Somebody unknown is in view.</source>
        <translation>Jemand Unbekanntes ist im Bild.</translation>
    </message>
    <message>
        <source>{n} unknown faces are in view.</source>
        <translation>{n} unbekannte Gesichter sind im Bild.</translation>
    </message>
</context>
<context>
    <name>FacesPanel</name>
    <message>
        <source>Faces in view</source>
        <translation>Gesichter im Bild</translation>
    </message>
    <message>
        <source>How many faces are in view</source>
        <translation>Wie viele Gesichter im Bild sind</translation>
    </message>
    <message>
        <source>Number of faces in view</source>
        <translation>Anzahl der Gesichter im Bild</translation>
    </message>
    <message>
        <source>Cards of the faces in view</source>
        <translation>Karten der Gesichter im Bild</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>Open a video or a photo</source>
        <translation>Video oder Foto öffnen</translation>
    </message>
    <message>
        <source>Videos and photos ({patterns})</source>
        <translation>Videos und Fotos ({patterns})</translation>
    </message>
    <message>
        <source>Videos ({patterns})</source>
        <translation>Videos ({patterns})</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Fotos ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Ordner mit Fotos öffnen</translation>
    </message>
    <message>
        <source>Choose photos</source>
        <translation>Fotos auswählen</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Nothing on this computer opens it: {path}</source>
        <translation>Nichts auf diesem Rechner öffnet es: {path}</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>Filter by %s</source>
        <translation>Nach %s filtern</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>This face belongs to {name} already</source>
        <translation>Dieses Gesicht gehört bereits zu {name}</translation>
    </message>
    <message>
        <source>Come into view</source>
        <translation>Ins Bild kommen</translation>
    </message>
    <message>
        <source>Two people in view: one at a time</source>
        <translation>Zwei Personen im Bild: bitte einzeln</translation>
    </message>
    <message>
        <source>This seems to be someone else</source>
        <translation>Das scheint jemand anderes zu sein</translation>
    </message>
    <message>
        <source>Too dark: more light on the face</source>
        <translation>Zu dunkel: mehr Licht auf das Gesicht</translation>
    </message>
    <message>
        <source>Too bright: less light on the face</source>
        <translation>Zu hell: weniger Licht auf das Gesicht</translation>
    </message>
    <message>
        <source>Too little contrast: more light from one side</source>
        <translation>Zu wenig Kontrast: mehr Licht von einer Seite</translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation>Verwackelt: still halten</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>Näher kommen</translation>
    </message>
    <message>
        <source>Too far: turn back a little</source>
        <translation>Zu weit: etwas zurückdrehen</translation>
    </message>
    <message>
        <source>Hold your head straight</source>
        <translation>Den Kopf gerade halten</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>Geradeaus schauen</translation>
    </message>
    <message>
        <source>Turn a little left</source>
        <translation>Etwas nach links drehen</translation>
    </message>
    <message>
        <source>Turn a little right</source>
        <translation>Etwas nach rechts drehen</translation>
    </message>
    <message>
        <source>Look up a little</source>
        <translation>Etwas nach oben schauen</translation>
    </message>
    <message>
        <source>Look down a little</source>
        <translation>Etwas nach unten schauen</translation>
    </message>
    <message>
        <source>Look ahead and smile</source>
        <translation>Geradeaus schauen und lächeln</translation>
    </message>
    <message>
        <source>No picture was good enough, so nothing is kept.</source>
        <translation>Kein Bild war gut genug, darum wird nichts behalten.</translation>
    </message>
    <message>
        <source>{pictures} taken.</source>
        <translation>{pictures} aufgenommen.</translation>
    </message>
    <message>
        <source>Still lacking: {poses}. Facet knows the face without them, but less surely.</source>
        <translation>Es fehlen noch: {poses}. Facet kennt das Gesicht auch ohne sie, aber weniger sicher.</translation>
    </message>
</context>
<context>
    <name>GuidedDialog</name>
    <message>
        <source>Add someone from the camera</source>
        <translation>Jemanden über die Kamera hinzufügen</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>this picture</source>
        <translation>dieses Bild</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>About ten pictures, taken by themselves</source>
        <translation>Etwa zehn Bilder, von selbst aufgenommen</translation>
    </message>
    <message>
        <source>Waiting for the picture…</source>
        <translation>Auf das Bild wird gewartet …</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>Geradeaus schauen</translation>
    </message>
    <message>
        <source>Pictures taken</source>
        <translation>Aufgenommene Bilder</translation>
    </message>
    <message>
        <source>Go on anyway</source>
        <translation>Trotzdem weiter</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Choose a source</source>
        <translation>Quelle auswählen</translation>
    </message>
    <message>
        <source>Source: %s</source>
        <translation>Quelle: %s</translation>
    </message>
    <message>
        <source>State: %s</source>
        <translation>Zustand: %s</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>does</source>
        <translation>Wirkung</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>Was zuletzt getan wurde</translation>
    </message>
    <message>
        <source>Everything can be reached without a mouse: `Tab` goes from control to control, `Space` and `Enter` press the one that has the focus, arrow keys move in lists and sliders.</source>
        <translation>Alles ist ohne Maus erreichbar: `Tab` geht von Element zu Element, `Space` und `Enter` drücken das Element mit dem Fokus, Pfeiltasten bewegen in Listen und Reglern.</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>No page has these words.</source>
        <translation>Keine Seite enthält diese Wörter.</translation>
    </message>
    <message>
        <source>This page is in English.</source>
        <translation>Diese Seite ist auf Englisch.</translation>
    </message>
    <message>
        <source>Find in the help</source>
        <translation>In der Hilfe suchen</translation>
    </message>
    <message>
        <source>Show only pages with these words; Enter goes to the next place</source>
        <translation>Nur Seiten mit diesen Wörtern zeigen; Enter geht zur nächsten Stelle</translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation>Seiten der Hilfe</translation>
    </message>
    <message>
        <source>Back to the page before (Alt+Left)</source>
        <translation>Zurück zur vorigen Seite (Alt+Left)</translation>
    </message>
    <message>
        <source>Back to the page before</source>
        <translation>Zurück zur vorigen Seite</translation>
    </message>
    <message>
        <source>The page of the help</source>
        <translation>Die Seite der Hilfe</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>Meters</source>
        <translation>Messwerte</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>Dargestellt</translation>
    </message>
    <message>
        <source>Frame age p50</source>
        <translation>Bildalter p50</translation>
    </message>
    <message>
        <source>Frame age p95</source>
        <translation>Bildalter p95</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Detektor</translation>
    </message>
    <message>
        <source>Models, rest</source>
        <translation>Modelle, Rest</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>kein Modell</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>KeyRow</name>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>{command}: {key}</source>
        <translation>{command}: {key}</translation>
    </message>
    <message>
        <source>Back to the default: {key}</source>
        <translation>Zurück zur Vorgabe: {key}</translation>
    </message>
    <message>
        <source>Press it, then the new key</source>
        <translation>Drücken, dann die neue Taste</translation>
    </message>
    <message>
        <source>New key for “{command}”</source>
        <translation>Neue Taste für „{command}“</translation>
    </message>
    <message>
        <source>Esc keeps the old key, Backspace takes it away</source>
        <translation>Esc behält die alte Taste, Backspace nimmt sie weg</translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Keys of commands</source>
        <translation>Tasten der Befehle</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle anzeigen</translation>
    </message>
    <message>
        <source>Every command with its key</source>
        <translation>Alle Befehle mit ihren Tasten</translation>
    </message>
    <message>
        <source>Show all commands with their keys</source>
        <translation>Alle Befehle mit ihren Tasten anzeigen</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>Alle Tasten zurücksetzen</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Weniger anzeigen</translation>
    </message>
    <message>
        <source>Give every command its usual key again</source>
        <translation>Jedem Befehl wieder seine übliche Taste geben</translation>
    </message>
    <message>
        <source>Every command has its usual key</source>
        <translation>Jeder Befehl hat seine übliche Taste</translation>
    </message>
    <message>
        <source>{undo} undoes what was done last, {redo} does again what was undone. These stay as they are.</source>
        <translation>{undo} macht das zuletzt Getane rückgängig, {redo} wiederholt das Rückgängiggemachte. Diese Tasten bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Press a command&apos;s key here, then the new one. Esc keeps the old key, Backspace takes it away.</source>
        <translation>Hier auf die Taste eines Befehls drücken, dann auf die neue. Esc behält die alte, Backspace nimmt sie weg.</translation>
    </message>
</context>
<context>
    <name>Label</name>
    <message>
        <source>smile</source>
        <translation>Lächeln</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>kein Lächeln</translation>
    </message>
    <message>
        <source>angry</source>
        <translation>wütend</translation>
    </message>
    <message>
        <source>contempt</source>
        <translation>verächtlich</translation>
    </message>
    <message>
        <source>disgust</source>
        <translation>angewidert</translation>
    </message>
    <message>
        <source>fear</source>
        <translation>ängstlich</translation>
    </message>
    <message>
        <source>happy</source>
        <translation>fröhlich</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>neutral</translation>
    </message>
    <message>
        <source>sad</source>
        <translation>traurig</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>überrascht</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Answers in the timeline: %s</source>
        <translation>Antworten auf der Zeitachse: %s</translation>
    </message>
</context>
<context>
    <name>LicenceView</name>
    <message>
        <source>Nothing has these words.</source>
        <translation>Nichts enthält diese Wörter.</translation>
    </message>
    <message>
        <source>Find by name or licence</source>
        <translation>Nach Name oder Lizenz suchen</translation>
    </message>
    <message>
        <source>Show only entries with these words</source>
        <translation>Nur Einträge mit diesen Wörtern zeigen</translation>
    </message>
    <message>
        <source>What Facet is made of</source>
        <translation>Woraus Facet besteht</translation>
    </message>
    <message>
        <source>The licence</source>
        <translation>Die Lizenz</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>No source</source>
        <translation>Keine Quelle</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>Verbindung verloren</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Zu Ende</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Could not open</source>
        <translation>Nicht zu öffnen</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Trying again now…</source>
        <translation>Neuer Versuch läuft …</translation>
    </message>
    <message>
        <source>Trying again in {seconds} s.</source>
        <translation>Neuer Versuch in {seconds} s.</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Kameras werden gesucht …</translation>
    </message>
    <message>
        <source>Opening {source}…</source>
        <translation>{source} wird geöffnet …</translation>
    </message>
    <message>
        <source>The models are made ready too.</source>
        <translation>Auch die Modelle werden bereit gemacht.</translation>
    </message>
    <message>
        <source>{source} is closed. Nothing is being watched.</source>
        <translation>{source} ist geschlossen. Es wird nichts angesehen.</translation>
    </message>
    <message>
        <source>{source} stopped working</source>
        <translation>{source} funktioniert nicht mehr</translation>
    </message>
    <message>
        <source>{source} could not be opened</source>
        <translation>{source} konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>Keine Kamera gefunden um {time}</translation>
    </message>
    <message>
        <source>Plug one in and look again, or watch the demo, a file or a stream.
You can also drop a video, a photo or a folder here.</source>
        <translation>Eine Kamera anschließen und erneut suchen, oder die Demo, eine Datei oder einen Stream ansehen.
Videos, Fotos und Ordner lassen sich auch hier ablegen.</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>Was soll Facet ansehen?</translation>
    </message>
    <message>
        <source>Choose a source, or drop a video, a photo or a folder here.</source>
        <translation>Eine Quelle auswählen oder ein Video, ein Foto oder einen Ordner hier ablegen.</translation>
    </message>
    <message>
        <source>Facet tries again by itself.</source>
        <translation>Facet versucht es von selbst erneut.</translation>
    </message>
    <message>
        <source>Waiting for {source}…</source>
        <translation>Auf {source} wird gewartet …</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Jetzt erneut versuchen</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Choose another source</source>
        <translation>Andere Quelle auswählen</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>Demo zeigen</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Datei öffnen …</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Open a stream…</source>
        <translation>Stream öffnen …</translation>
    </message>
    <message>
        <source>Use the camera</source>
        <translation>Kamera verwenden</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>A card for each face appears here.</source>
        <translation>Hier erscheint für jedes Gesicht eine Karte.</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Kein Bild</translation>
    </message>
    <message>
        <source>Faces come back with the picture.</source>
        <translation>Gesichter kommen mit dem Bild wieder.</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>Kein Gesicht im Bild</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way.</source>
        <translation>Am besten werden Gesichter gefunden, die beleuchtet, aufrecht und hierher gewandt sind.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Esc or {key} leaves full screen.</source>
        <translation>Esc oder {key} verlässt das Vollbild.</translation>
    </message>
    <message>
        <source>Esc leaves full screen.</source>
        <translation>Esc verlässt das Vollbild.</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Wiedergeben</translation>
    </message>
    <message>
        <source>Watch a camera, a video, a stream or photos</source>
        <translation>Eine Kamera, ein Video, einen Stream oder Fotos ansehen</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>Hoher &amp;Kontrast</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Open file…</source>
        <translation>Datei ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Watch a video or a photo</source>
        <translation>Ein Video oder Foto ansehen</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>&amp;Ordner öffnen …</translation>
    </message>
    <message>
        <source>Go through the photos of a folder</source>
        <translation>Die Fotos eines Ordners durchgehen</translation>
    </message>
    <message>
        <source>Open &amp;stream…</source>
        <translation>&amp;Stream öffnen …</translation>
    </message>
    <message>
        <source>Watch a camera of the network</source>
        <translation>Eine Kamera im Netzwerk ansehen</translation>
    </message>
    <message>
        <source>Show the &amp;demo</source>
        <translation>&amp;Demo zeigen</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>Facet ohne Kamera bei der Arbeit sehen</translation>
    </message>
    <message>
        <source>&amp;Choose a source…</source>
        <translation>&amp;Quelle auswählen …</translation>
    </message>
    <message>
        <source>Choose what Facet watches: cameras, files, streams</source>
        <translation>Auswählen, was Facet ansieht: Kameras, Dateien, Streams</translation>
    </message>
    <message>
        <source>Save s&amp;napshot</source>
        <translation>S&amp;chnappschuss speichern</translation>
    </message>
    <message>
        <source>Save the picture on screen as a file</source>
        <translation>Das gezeigte Bild als Datei speichern</translation>
    </message>
    <message>
        <source>Boxes in s&amp;napshots</source>
        <translation>&amp;Rahmen in Schnappschüssen</translation>
    </message>
    <message>
        <source>Save snapshots with boxes and labels</source>
        <translation>Schnappschüsse mit Rahmen und Beschriftung speichern</translation>
    </message>
    <message>
        <source>Show snapshots in their &amp;folder</source>
        <translation>Schnappschüsse im Ordner an&amp;zeigen</translation>
    </message>
    <message>
        <source>Open the folder with the snapshots</source>
        <translation>Den Ordner mit den Schnappschüssen öffnen</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Aufzeichnen</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>Aufzeichnen, was zu sehen ist und geantwortet wird, oder die Aufzeichnung beenden</translation>
    </message>
    <message>
        <source>Set a mar&amp;ker</source>
        <translation>&amp;Markierung setzen</translation>
    </message>
    <message>
        <source>Mark this moment of the recording</source>
        <translation>Diesen Augenblick der Aufzeichnung markieren</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Close Facet</source>
        <translation>Facet schließen</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>S&amp;piegeln</translation>
    </message>
    <message>
        <source>Show the picture as a mirror does</source>
        <translation>Das Bild wie im Spiegel zeigen</translation>
    </message>
    <message>
        <source>&amp;Boxes and labels</source>
        <translation>&amp;Rahmen und Beschriftung</translation>
    </message>
    <message>
        <source>Show boxes and labels over the picture</source>
        <translation>Rahmen und Beschriftung über dem Bild zeigen</translation>
    </message>
    <message>
        <source>Me&amp;ters</source>
        <translation>&amp;Messwerte</translation>
    </message>
    <message>
        <source>Show rates, delays and what the models run on</source>
        <translation>Raten, Verzögerungen und worauf die Modelle laufen zeigen</translation>
    </message>
    <message>
        <source>&amp;Faces panel</source>
        <translation>&amp;Gesichterleiste</translation>
    </message>
    <message>
        <source>Show the cards of the faces in view</source>
        <translation>Die Karten der Gesichter im Bild zeigen</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Show the picture alone</source>
        <translation>Nur das Bild zeigen</translation>
    </message>
    <message>
        <source>&amp;Leave full screen</source>
        <translation>Vollbild &amp;verlassen</translation>
    </message>
    <message>
        <source>Show the whole window again</source>
        <translation>Wieder das ganze Fenster zeigen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>Anhalten oder weiter</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>A&amp;nhalten</translation>
    </message>
    <message>
        <source>Close the source: nothing is watched any more</source>
        <translation>Die Quelle schließen: es wird nichts mehr angesehen</translation>
    </message>
    <message>
        <source>&amp;Next frame</source>
        <translation>N&amp;ächstes Bild</translation>
    </message>
    <message>
        <source>Pause and show one frame more</source>
        <translation>Anhalten und ein Bild weiter zeigen</translation>
    </message>
    <message>
        <source>&amp;Back 5 seconds</source>
        <translation>5 Sekunden &amp;zurück</translation>
    </message>
    <message>
        <source>Go back 5 seconds</source>
        <translation>5 Sekunden zurückgehen</translation>
    </message>
    <message>
        <source>&amp;Forward 5 seconds</source>
        <translation>5 Sekunden &amp;vor</translation>
    </message>
    <message>
        <source>Go on 5 seconds</source>
        <translation>5 Sekunden vorgehen</translation>
    </message>
    <message>
        <source>To the b&amp;eginning</source>
        <translation>Zum An&amp;fang</translation>
    </message>
    <message>
        <source>Go to the beginning</source>
        <translation>Zum Anfang gehen</translation>
    </message>
    <message>
        <source>&amp;Loop</source>
        <translation>&amp;Schleife</translation>
    </message>
    <message>
        <source>Begin again at the end</source>
        <translation>Am Ende von vorn beginnen</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo</source>
        <translation>Voriges F&amp;oto</translation>
    </message>
    <message>
        <source>Show the photo before</source>
        <translation>Das Foto davor zeigen</translation>
    </message>
    <message>
        <source>Ne&amp;xt photo</source>
        <translation>Nä&amp;chstes Foto</translation>
    </message>
    <message>
        <source>Show the photo after</source>
        <translation>Das Foto danach zeigen</translation>
    </message>
    <message>
        <source>&amp;Retry now</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>Try to reach the lost source at once</source>
        <translation>Sofort versuchen, die verlorene Quelle zu erreichen</translation>
    </message>
    <message>
        <source>Play the re&amp;cording</source>
        <translation>&amp;Aufzeichnung abspielen</translation>
    </message>
    <message>
        <source>Play or pause the recording</source>
        <translation>Die Aufzeichnung abspielen oder anhalten</translation>
    </message>
    <message>
        <source>One picture b&amp;ack</source>
        <translation>Ein &amp;Bild zurück</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture before</source>
        <translation>Das vorige Bild der Aufzeichnung zeigen</translation>
    </message>
    <message>
        <source>One picture &amp;on</source>
        <translation>Ein Bild &amp;weiter</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture after</source>
        <translation>Das nächste Bild der Aufzeichnung zeigen</translation>
    </message>
    <message>
        <source>To the &amp;marker before</source>
        <translation>Zur vorigen &amp;Markierung</translation>
    </message>
    <message>
        <source>Go back to the marker before</source>
        <translation>Zurück zur vorigen Markierung</translation>
    </message>
    <message>
        <source>To the marker af&amp;ter</source>
        <translation>Zur nächsten Ma&amp;rkierung</translation>
    </message>
    <message>
        <source>Go on to the marker after</source>
        <translation>Weiter zur nächsten Markierung</translation>
    </message>
    <message>
        <source>&amp;Help for this page</source>
        <translation>&amp;Hilfe zu dieser Seite</translation>
    </message>
    <message>
        <source>Read about what is shown now</source>
        <translation>Über das lesen, was gerade zu sehen ist</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>&amp;Willkommen</translation>
    </message>
    <message>
        <source>Choose a source and let Facet know you, in a minute</source>
        <translation>In einer Minute eine Quelle auswählen und sich Facet vorstellen</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation>Alle Tasten auf einen Blick</translation>
    </message>
    <message>
        <source>&amp;About Facet</source>
        <translation>&amp;Über Facet</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>Version und Lizenzen</translation>
    </message>
</context>
<context>
    <name>Meter</name>
    <message>
        <source>Meter</source>
        <translation>Messbalken</translation>
    </message>
</context>
<context>
    <name>MistakeGrid</name>
    <message>
        <source>Worst mistakes</source>
        <translation>Gröbste Fehler</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>The chosen model</source>
        <translation>Das ausgewählte Modell</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>Dieses Modell verwenden</translation>
    </message>
    <message>
        <source>Facet answers as before; the model stays in this list</source>
        <translation>Facet antwortet wie zuvor; das Modell bleibt in dieser Liste</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Measure on this machine</source>
        <translation>Auf diesem Computer messen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Verlangt</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>Lief auf</translation>
    </message>
    <message>
        <source>How good it is</source>
        <translation>Wie gut es ist</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Kennzahl</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>What this means</source>
        <translation>Was das bedeutet</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Out of</source>
        <translation>Von insgesamt</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Anmerkung</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
    <message>
        <source>What it learned from</source>
        <translation>Woraus es gelernt hat</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Bedingungen</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Verwendung</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Smile</source>
        <translation>Lächeln</translation>
    </message>
    <message>
        <source>Emotion</source>
        <translation>Emotion</translation>
    </message>
    <message>
        <source>Who it is</source>
        <translation>Wer es ist</translation>
    </message>
    <message>
        <source>Points of a face</source>
        <translation>Punkte eines Gesichts</translation>
    </message>
    <message>
        <source>Finding faces</source>
        <translation>Gesichter finden</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>Fröhlich oder traurig</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>Gefundene Gesichter</translation>
    </message>
    <message>
        <source>Faces told from other things (AUC)</source>
        <translation>Gesichter von anderem unterschieden (AUC)</translation>
    </message>
    <message>
        <source>Overlap with the true box</source>
        <translation>Überdeckung mit dem wahren Rahmen</translation>
    </message>
    <message>
        <source>Likeness to its teacher&apos;s numbers (cosine)</source>
        <translation>Ähnlichkeit mit den Zahlen seines Lehrers (Kosinus)</translation>
    </message>
    <message>
        <source>Who of a few people</source>
        <translation>Wer von wenigen Personen</translation>
    </message>
    <message>
        <source>{licence} It learned from research data, whose terms stand below.</source>
        <translation>{licence} Es hat aus Forschungsdaten gelernt, deren Bedingungen unten stehen.</translation>
    </message>
    <message>
        <source>Of the network that it is built on: {licence}.</source>
        <translation>Die des Netzes, auf dem es aufbaut: {licence}.</translation>
    </message>
    <message>
        <source>The pictures&apos; own terms hold too.</source>
        <translation>Auch die Bedingungen der Bilder selbst gelten.</translation>
    </message>
    <message>
        <source>It holds the names of people, and what tells them apart: theirs to give away.</source>
        <translation>Es enthält die Namen von Personen und das, was sie unterscheidet: nur diese Personen selbst dürfen es weitergeben.</translation>
    </message>
    <message>
        <source>Finds faces with their eyes, nose and mouth. Once here, it looks closely at each face before a name is given, and searches photos in which Haar finds nothing. Used for all searches, it finds more turned faces than Haar.</source>
        <translation>Findet Gesichter mit Augen, Nase und Mund. Ist es einmal hier, sieht es sich jedes Gesicht genau an, bevor ein Name vergeben wird, und durchsucht Fotos, in denen Haar nichts findet. Bei allen Suchen eingesetzt, findet es mehr abgewandte Gesichter als Haar.</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine; surer than facet-id. OpenCV Zoo&apos;s published weights.</source>
        <translation>Unterscheidet Personen anhand von 128 Zahlen je Gesicht, verglichen wird mit dem Kosinus; sicherer als facet-id. Veröffentlichte Gewichte aus dem OpenCV Zoo.</translation>
    </message>
    <message>
        <source>It does all searches now. “Stop using it” brings Haar back.</source>
        <translation>Jetzt macht es alle Suchen. „Nicht mehr verwenden“ holt Haar zurück.</translation>
    </message>
    <message>
        <source>Haar does the searches now.</source>
        <translation>Jetzt sucht Haar.</translation>
    </message>
    <message>
        <source>Ships with Facet</source>
        <translation>Kommt mit Facet</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Eigenes</translation>
    </message>
    <message>
        <source>Downloaded</source>
        <translation>Heruntergeladen</translation>
    </message>
    <message>
        <source>Not downloaded</source>
        <translation>Nicht heruntergeladen</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Verwendung</translation>
    </message>
    <message>
        <source>One picture takes</source>
        <translation>Ein Bild braucht</translation>
    </message>
    <message>
        <source>One face takes</source>
        <translation>Ein Gesicht braucht</translation>
    </message>
    <message>
        <source>Made by others. Facet works without it; downloading it fetches {size} once.</source>
        <translation>Von anderen gemacht. Facet funktioniert auch ohne; beim Herunterladen werden einmalig {size} geholt.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of each face</source>
        <translation>{width} × {height} Pixel von jedem Gesicht</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of the whole picture</source>
        <translation>{width} × {height} Pixel des ganzen Bildes</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>Sieht</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation>Kommt von</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Gemacht</translation>
    </message>
    <message>
        <source>On its card</source>
        <translation>Auf der Karte</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>{size} numbers that stand for a face</source>
        <translation>{size} Zahlen, die für ein Gesicht stehen</translation>
    </message>
    <message>
        <source>whether it is a face, five points and its box</source>
        <translation>ob es ein Gesicht ist, fünf Punkte und sein Rahmen</translation>
    </message>
    <message>
        <source>one of {count} labels: {first}, …</source>
        <translation>eine von {count} Antworten: {first}, …</translation>
    </message>
    <message>
        <source>{label} from {share} on</source>
        <translation>{label} ab {share}</translation>
    </message>
    <message>
        <source>each answer from {share} on</source>
        <translation>jede Antwort ab {share}</translation>
    </message>
    <message>
        <source>{bars} (chosen on {data})</source>
        <translation>{bars} (gewählt anhand von {data})</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwellenwert</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} bis {high}</translation>
    </message>
    <message>
        <source>OpenCV runs it, on the CPU alone.</source>
        <translation>OpenCV führt es aus, nur auf der CPU.</translation>
    </message>
    <message>
        <source>The others are compared with it.</source>
        <translation>Damit werden die anderen verglichen.</translation>
    </message>
    <message>
        <source>Answers as the CPU does.</source>
        <translation>Antwortet wie die CPU.</translation>
    </message>
    <message>
        <source>Answers as the CPU does, within {tolerance:g}.</source>
        <translation>Antwortet wie die CPU, auf {tolerance:g} genau.</translation>
    </message>
    <message>
        <source>Its answers differ from the CPU&apos;s by up to {difference:.2g}.</source>
        <translation>Die Antworten weichen von denen der CPU um bis zu {difference:.2g} ab.</translation>
    </message>
    <message>
        <source>Strangers named, where it is {share} sure or more</source>
        <translation>Fremde mit Namen, wo es zu {share} sicher ist oder mehr</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Balanced accuracy</source>
        <translation>Ausgewogene Genauigkeit</translation>
    </message>
    <message>
        <source>Known named rightly</source>
        <translation>Bekannte richtig benannt</translation>
    </message>
    <message>
        <source>Strangers named</source>
        <translation>Fremde mit Namen</translation>
    </message>
    <message>
        <source>Same person recognised</source>
        <translation>Dieselbe Person erkannt</translation>
    </message>
    <message>
        <source>Faces found by Haar</source>
        <translation>Von Haar gefundene Gesichter</translation>
    </message>
    <message>
        <source>Points off by</source>
        <translation>Abweichung der Punkte</translation>
    </message>
    <message>
        <source>On other pictures like these the value would most likely lie between these two. The more pictures, the closer they are.</source>
        <translation>Bei anderen Bildern dieser Art läge der Wert sehr wahrscheinlich zwischen diesen beiden. Je mehr Bilder, desto enger liegen sie.</translation>
    </message>
    <message>
        <source>On how many pictures, faces or pairs of faces it was measured.</source>
        <translation>An wie vielen Bildern, Gesichtern oder Gesichterpaaren gemessen wurde.</translation>
    </message>
    <message>
        <source>Of all its answers, so many were right.</source>
        <translation>So viele von allen Antworten waren richtig.</translation>
    </message>
    <message>
        <source>The share that was right, taken for each answer by itself and then averaged: a rare answer counts as much as a common one.</source>
        <translation>Der richtige Anteil, für jede Antwort einzeln und dann gemittelt: eine seltene Antwort zählt so viel wie eine häufige.</translation>
    </message>
    <message>
        <source>Counts two mistakes at once, giving an answer wrongly and missing it; averaged over all answers. 100 % means that neither ever happened.</source>
        <translation>Zählt zwei Fehler zugleich: eine Antwort zu Unrecht geben und sie verpassen; über alle Antworten gemittelt. 100 % heißt, dass beides nie vorkam.</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had been shown before, so many got the right name.</source>
        <translation>So viele Bilder von Personen, die ihm zuvor gezeigt worden waren, bekamen den richtigen Namen.</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had never been shown, so many got somebody&apos;s name by mistake. Lower is better.</source>
        <translation>So viele Bilder von Personen, die ihm nie gezeigt worden waren, bekamen versehentlich jemandes Namen. Weniger ist besser.</translation>
    </message>
    <message>
        <source>Of pairs of pictures of one person, so many were taken for one person, where 1 in 1,000 pairs of strangers may be too.</source>
        <translation>So viele Bilderpaare einer Person wurden für eine Person gehalten, wo es auch 1 von 1.000 Paaren Fremder sein darf.</translation>
    </message>
    <message>
        <source>Of the faces that are in the pictures, so many were found.</source>
        <translation>So viele der Gesichter in den Bildern wurden gefunden.</translation>
    </message>
    <message>
        <source>The same of Haar, which ships with Facet: measured alike, to compare with.</source>
        <translation>Dasselbe für Haar, das mit Facet kommt: ebenso gemessen, zum Vergleich.</translation>
    </message>
    <message>
        <source>Of a face and something else, how often the face is rated higher. 50 % would be chance.</source>
        <translation>Von einem Gesicht und etwas anderem: wie oft das Gesicht höher bewertet wird. 50 % wäre Zufall.</translation>
    </message>
    <message>
        <source>How far its points lie from the true ones on average; 100 % would be the distance between the eyes. Lower is better.</source>
        <translation>Wie weit seine Punkte im Mittel von den wahren liegen; 100 % wäre der Augenabstand. Weniger ist besser.</translation>
    </message>
    <message>
        <source>How much of its box and the true one is common to both; 100 % if they are the same.</source>
        <translation>Wie viel sein Rahmen und der wahre gemeinsam haben; 100 %, wenn sie gleich sind.</translation>
    </message>
    <message>
        <source>How alike its numbers for a face and those of the model that it learned from are: 1 is the same, 0 has nothing in common.</source>
        <translation>Wie ähnlich seine Zahlen für ein Gesicht denen des Modells sind, von dem es gelernt hat: 1 ist gleich, 0 hat nichts gemeinsam.</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} Bilder</translation>
    </message>
    <message>
        <source>pictures of strangers</source>
        <translation>Bilder von Fremden</translation>
    </message>
    <message>
        <source>the gallery&apos;s own pictures</source>
        <translation>die Bilder der Galerie selbst</translation>
    </message>
    <message>
        <source>LFW, people set aside for this</source>
        <translation>LFW, dafür zurückgehaltene Personen</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with up to {most} pictures each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data}: {people:,} mit je bis zu {most} Bildern erfasst, etwa 1 von {strangers:,} Fremden darf einen Namen bekommen</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with one picture each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data}: {people:,} mit je einem Bild erfasst, etwa 1 von {strangers:,} Fremden darf einen Namen bekommen</translation>
    </message>
    <message>
        <source>cross-validation in {count} parts</source>
        <translation>Kreuzvalidierung in {count} Teilen</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from yet, but by which a setting was chosen ({chosen}); the values may be a little too good. Afterwards it learned from these pictures too.</source>
        <translation>Gemessen an Bildern, von denen es noch nicht gelernt hatte, nach denen aber eine Einstellung gewählt wurde ({chosen}); die Werte können etwas zu gut sein. Danach lernte es auch von diesen Bildern.</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>held-out rows of Training</source>
        <translation>zurückgehaltene Zeilen von Training</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Measured on pictures that were kept aside and used for nothing else.</source>
        <translation>Gemessen an Bildern, die zurückgehalten und für nichts anderes verwendet wurden.</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>kept aside</source>
        <translation>zurückgehalten</translation>
    </message>
    <message>
        <source>Kept aside</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from.</source>
        <translation>Gemessen an Bildern, von denen es nicht gelernt hatte.</translation>
    </message>
    <message>
        <source>Held-out rows</source>
        <translation>Zurückgehaltene Zeilen</translation>
    </message>
    <message>
        <source>Measured on pictures that it did not learn from, but by which its settings were chosen; the values may be a little too good.</source>
        <translation>Gemessen an Bildern, von denen es nicht lernte, nach denen aber seine Einstellungen gewählt wurden; die Werte können etwas zu gut sein.</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>Kreuzvalidierung</translation>
    </message>
    <message>
        <source>It learned several times, each time without one part of the pictures, and was measured on that part.</source>
        <translation>Es lernte mehrmals, jedes Mal ohne einen Teil der Bilder, und wurde an diesem Teil gemessen.</translation>
    </message>
    <message>
        <source>Run as its makers published it.</source>
        <translation>Läuft so, wie es veröffentlicht wurde.</translation>
    </message>
    <message>
        <source>boxes of faces with five points</source>
        <translation>Rahmen von Gesichtern mit fünf Punkten</translation>
    </message>
    <message>
        <source>whole pictures of any size, and single faces to be named</source>
        <translation>ganze Bilder beliebiger Größe und einzelne Gesichter, die einen Namen bekommen sollen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Lies at</source>
        <translation>Liegt in</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures, where it is chosen.</source>
        <translation>Die Seite „Fotos“ fragt es nach ganzen Bildern, wenn es dort gewählt ist.</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>Die Seite „Fotos“ fragt es nach ganzen Bildern.</translation>
    </message>
    <message>
        <source>How alike strangers look to it is not known, so it can&apos;t give names.</source>
        <translation>Wie ähnlich sich Fremde für dieses Modell sind, ist nicht bekannt, darum kann es keine Namen geben.</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: the emotion model already tells happy from sad. It is here to compare with, on the command line.</source>
        <translation>Die Seiten von Facet verwenden dieses Modell nicht: das Emotionsmodell unterscheidet schon fröhlich von traurig. Es ist zum Vergleichen da, auf der Befehlszeile.</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: none of them asks for “{task}”. The command line does.</source>
        <translation>Die Seiten von Facet verwenden dieses Modell nicht: keine fragt nach „{task}“. Die Befehlszeile tut es.</translation>
    </message>
    <message>
        <source>{command} (“Lies at” below says where FILE is)</source>
        <translation>{command} („Liegt in“ weiter unten sagt, wo FILE ist)</translation>
    </message>
    <message>
        <source>There are more: `facet doctor` names them all.</source>
        <translation>Es gibt noch mehr: `facet doctor` nennt sie alle.</translation>
    </message>
    <message>
        <source>These model files are not used:</source>
        <translation>Diese Modelldateien werden nicht benutzt:</translation>
    </message>
    <message>
        <source>did not run</source>
        <translation>lief nicht</translation>
    </message>
    <message>
        <source>{median:.2f} ms (slowest of twenty: {slow:.2f})</source>
        <translation>{median:.2f} ms (langsamste von zwanzig: {slow:.2f})</translation>
    </message>
    <message>
        <source>A graphics card is there, and the model does not run on it.</source>
        <translation>Eine Grafikkarte ist vorhanden, aber das Modell läuft nicht darauf.</translation>
    </message>
    <message>
        <source>{asked} was asked for, and the model does not run on it.</source>
        <translation>{asked} wurde verlangt, aber das Modell läuft nicht darauf.</translation>
    </message>
    <message>
        <source>It runs on the CPU instead.</source>
        <translation>Es läuft stattdessen auf der CPU.</translation>
    </message>
    <message>
        <source>Finding faces, beside Haar</source>
        <translation>Gesichter finden, neben Haar</translation>
    </message>
    <message>
        <source>{asked} gives other answers than the CPU.</source>
        <translation>{asked} gibt andere Antworten als die CPU.</translation>
    </message>
    <message>
        <source>Choose the CPU in the settings.</source>
        <translation>In den Einstellungen die CPU wählen.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>nicht gezählt</translation>
    </message>
    <message>
        <source>Says whether a face smiles. It learned emotions first, from FER2013 with the votes of FER+, then smiles, from GENKI-4K. Where no face is found, it looks at the whole picture.</source>
        <translation>Sagt, ob ein Gesicht lächelt. Es lernte erst Gefühle, aus FER2013 mit den Stimmen von FER+, dann Lächeln, aus GENKI-4K. Wo kein Gesicht gefunden wird, sieht es das ganze Bild an.</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as the people would who voted for FER+. Colour does not count. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>Sagt, welches von sieben Gefühlen ein Gesicht zeigt, so wie die Leute, die für FER+ abgestimmt haben. Farbe zählt nicht. Wo es nicht sicher genug ist, sagt es „Unsicher“.</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as FER2013&apos;s own labels would: good for comparing with published figures. “emotion” follows the votes of several people for each face instead. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>Sagt, welches von sieben Gefühlen ein Gesicht zeigt, so wie die eigenen Angaben von FER2013: gut für den Vergleich mit veröffentlichten Zahlen. „emotion“ folgt dagegen den Stimmen mehrerer Leute für jedes Gesicht. Wo es nicht sicher genug ist, sagt es „Unsicher“.</translation>
    </message>
    <message>
        <source>Says whether a photo shows somebody happy or sad, the task of a well-known tutorial. It learned emotions first. Where no face is found, it looks at the whole picture.</source>
        <translation>Sagt, ob ein Foto jemanden fröhlich oder traurig zeigt, die Aufgabe einer bekannten Anleitung. Es lernte erst Gefühle. Wo kein Gesicht gefunden wird, sieht es das ganze Bild an.</translation>
    </message>
    <message>
        <source>Follows faces from picture to picture: says whether a part of the picture holds a face, and where its eyes, nose and corners of the mouth are. It learned from YuNet&apos;s answers.</source>
        <translation>Folgt Gesichtern von Bild zu Bild: sagt, ob ein Teil des Bildes ein Gesicht enthält und wo Augen, Nase und Mundwinkel sind. Es lernte von den Antworten von YuNet.</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine. It learned from SFace&apos;s answers; SFace itself is surer.</source>
        <translation>Unterscheidet Personen anhand von 128 Zahlen für jedes Gesicht, verglichen nach dem Kosinus. Es lernte von den Antworten von SFace; SFace selbst ist sicherer.</translation>
    </message>
    <message>
        <source>It was made smaller afterwards: it counts in whole numbers of 8 bits.</source>
        <translation>Es wurde nachträglich verkleinert: es rechnet mit ganzen Zahlen von 8 Bit.</translation>
    </message>
    <message>
        <source>Afterwards it learned from the pictures in “{data}” too.</source>
        <translation>Danach lernte es auch von den Bildern in „{data}“.</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” a picture shows.</source>
        <translation>Sagt, welche der Klassen in „{data}“ ein Bild zeigt.</translation>
    </message>
    <message>
        <source>A picture of anything else gets one of these answers too.</source>
        <translation>Auch ein Bild von etwas anderem bekommt eine dieser Antworten.</translation>
    </message>
    <message>
        <source>Says which breed the dog in a picture is.</source>
        <translation>Sagt, welcher Rasse der Hund auf einem Bild angehört.</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” it sees. It learned from these pictures alone, and from no others before.</source>
        <translation>Sagt, welche der Klassen in „{data}“ es sieht. Es lernte nur von diesen Bildern und zuvor von keinen anderen.</translation>
    </message>
    <message>
        <source>Says who of {count} people somebody is.</source>
        <translation>Sagt, um welche von {count} Personen es sich handelt.</translation>
    </message>
    <message>
        <source>On the pictures that were kept aside, the gallery by itself was right in {share}.</source>
        <translation>Bei den zurückgehaltenen Bildern lag die Galerie allein zu {share} richtig.</translation>
    </message>
    <message>
        <source>How often a stranger gets a name was not measured.</source>
        <translation>Wie oft Fremde einen Namen bekommen, wurde nicht gemessen.</translation>
    </message>
    <message>
        <source>Says who of the people in “{data}” somebody is.</source>
        <translation>Sagt, um welche der Personen in „{data}“ es sich handelt.</translation>
    </message>
    <message>
        <source>A stranger gets one of these names too.</source>
        <translation>Auch Fremde bekommen einen dieser Namen.</translation>
    </message>
    <message>
        <source>It is a small classifier, trained on what {network} sees in a picture; {network} itself was not changed.</source>
        <translation>Es ist ein kleiner Klassifikator, trainiert mit dem, was {network} in einem Bild sieht; {network} selbst blieb unverändert.</translation>
    </message>
    <message>
        <source>The pictures come from ImageNet, from which {network} learned: it may know these very pictures, and its figures may be too good.</source>
        <translation>Die Bilder stammen aus ImageNet, von dem {network} gelernt hat: vielleicht kennt es genau diese Bilder, und die Werte können zu gut sein.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source> Add a model…</source>
        <translation> Modell hinzufügen …</translation>
    </message>
    <message>
        <source>A model is being downloaded.</source>
        <translation>Ein Modell wird heruntergeladen.</translation>
    </message>
    <message>
        <source>%s is asked about whole photos from now on.</source>
        <translation>%s wird von jetzt an nach ganzen Fotos gefragt.</translation>
    </message>
    <message>
        <source>Show photos</source>
        <translation>Fotos zeigen</translation>
    </message>
    <message>
        <source>%s finds faces from now on.</source>
        <translation>%s findet von jetzt an die Gesichter.</translation>
    </message>
    <message>
        <source>%s tells people apart from now on.</source>
        <translation>%s unterscheidet von jetzt an die Personen.</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>%1 beantwortet von jetzt an „%2“.</translation>
    </message>
    <message>
        <source>%s is not asked any more.</source>
        <translation>%s wird nicht mehr gefragt.</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Wird gemessen …</translation>
    </message>
    <message>
        <source>Downloading %1 (%2)…</source>
        <translation>%1 wird heruntergeladen (%2) …</translation>
    </message>
    <message>
        <source>%s is here.</source>
        <translation>%s ist da.</translation>
    </message>
    <message>
        <source>%s was removed.</source>
        <translation>%s wurde entfernt.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>%s is among your models.</source>
        <translation>%s ist jetzt unter den eigenen Modellen.</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>Wird beendet …</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Modell hinzufügen</translation>
    </message>
    <message>
        <source>Models (*.onnx)</source>
        <translation>Modelle (*.onnx)</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>What answers the questions about faces, how well, and how fast here.</source>
        <translation>Was die Fragen zu Gesichtern beantwortet, wie gut, und wie schnell hier.</translation>
    </message>
    <message>
        <source>Add a model…</source>
        <translation>Modell hinzufügen …</translation>
    </message>
    <message>
        <source>Add an ONNX file, or drop one here; without a card you write one</source>
        <translation>Eine ONNX-Datei hinzufügen oder hier ablegen; fehlt die Karte, lässt sie sich schreiben</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Who is this?</source>
        <translation>Wer ist das?</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>Das Gesicht</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Who this is</source>
        <translation>Wer das ist</translation>
    </message>
    <message>
        <source>Whom Facet knows</source>
        <translation>Wen Facet kennt</translation>
    </message>
</context>
<context>
    <name>NamesDesk</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>NewView</name>
    <message>
        <source> Start training</source>
        <translation> Training starten</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>Ordner auswählen …</translation>
    </message>
    <message>
        <source>or drop it here</source>
        <translation>oder hier ablegen</translation>
    </message>
    <message>
        <source>A further folder…</source>
        <translation>Weiterer Ordner …</translation>
    </message>
    <message>
        <source>Start it; Facet can be used meanwhile</source>
        <translation>Starten; Facet lässt sich derweil weiter benutzen</translation>
    </message>
    <message>
        <source>What to learn</source>
        <translation>Was gelernt werden soll</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>Den Ordner mit den Bildern auswählen</translation>
    </message>
    <message>
        <source>Choose a further folder; it may be left out</source>
        <translation>Einen weiteren Ordner auswählen; er kann fehlen</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training starten</translation>
    </message>
</context>
<context>
    <name>NotFaces</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>What can be done about it</source>
        <translation>Was man dagegen tun kann</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>Number</name>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{size:.0f} kB</source>
        <translation>{size:.0f} kB</translation>
    </message>
    <message>
        <source>{size:.1f} MB</source>
        <translation>{size:.1f} MB</translation>
    </message>
    <message>
        <source>{size:.0f} MB</source>
        <translation>{size:.0f} MB</translation>
    </message>
    <message>
        <source>{size:.1f} GB</source>
        <translation>{size:.1f} GB</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
</context>
<context>
    <name>OptionsView</name>
    <message>
        <source>How to train</source>
        <translation>Wie trainiert wird</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Weitere Optionen</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>Das ganze Bild</translation>
    </message>
    <message>
        <source>The face in it</source>
        <translation>Das Gesicht darin</translation>
    </message>
    <message>
        <source>Solved at once</source>
        <translation>Sofort gelöst</translation>
    </message>
    <message>
        <source>Learned in rounds</source>
        <translation>In Runden gelernt</translation>
    </message>
    <message>
        <source>As the recipe has it</source>
        <translation>Wie im Rezept</translation>
    </message>
    <message>
        <source>A network that has seen many pictures before.</source>
        <translation>Ein Netz, das schon viele Bilder gesehen hat.</translation>
    </message>
    <message>
        <source>How often every picture is seen.</source>
        <translation>Wie oft jedes Bild gesehen wird.</translation>
    </message>
    <message>
        <source>As name=value, apart by spaces. There are: %s.</source>
        <translation>Als Name=Wert, durch Leerzeichen getrennt. Es gibt: %s.</translation>
    </message>
    <message>
        <source>Show the settings that a beginner need not touch</source>
        <translation>Die Einstellungen zeigen, die am Anfang niemand braucht</translation>
    </message>
    <message>
        <source>Builds on</source>
        <translation>Baut auf</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>Sieht</translation>
    </message>
    <message>
        <source>Faces are found and cut out as in the live view.</source>
        <translation>Gesichter werden gefunden und ausgeschnitten wie in der Live-Ansicht.</translation>
    </message>
    <message>
        <source>Rounds (epochs)</source>
        <translation>Runden (Epochen)</translation>
    </message>
    <message>
        <source>Other options</source>
        <translation>Andere Optionen</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>Every picture is seen once, and that is enough.</source>
        <translation>Jedes Bild wird einmal angesehen, und das genügt.</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card that works.</source>
        <translation>Automatisch nimmt eine Grafikkarte, die funktioniert.</translation>
    </message>
    <message>
        <source>Last layer</source>
        <translation>Letzte Schicht</translation>
    </message>
    <message>
        <source>Solved at once is quick, and best for few pictures.</source>
        <translation>Sofort gelöst ist schnell und für wenige Bilder am besten.</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Bilder je Schritt</translation>
    </message>
    <message>
        <source>More need more memory.</source>
        <translation>Mehr brauchen mehr Speicher.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>The highest of the schedule.</source>
        <translation>Die höchste im Verlauf.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Decides the split and the first weights.</source>
        <translation>Bestimmt die Aufteilung und die ersten Gewichte.</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>Vorzeitig beenden nach</translation>
    </message>
    <message>
        <source>Rounds without a better one; 0 for never.</source>
        <translation>Runden ohne eine bessere; 0 für nie.</translation>
    </message>
    <message>
        <source>None needed</source>
        <translation>Nicht nötig</translation>
    </message>
</context>
<context>
    <name>PageRail</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>See, add and correct whom Facet knows by face</source>
        <translation>Ansehen, hinzufügen und berichtigen, wen Facet am Gesicht erkennt</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>See every face of many photos</source>
        <translation>Jedes Gesicht vieler Fotos ansehen</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Watch, correct and export what was recorded</source>
        <translation>Aufgezeichnetes ansehen, berichtigen und exportieren</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Train a model on your own pictures</source>
        <translation>Ein Modell mit eigenen Bildern trainieren</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>See, choose, add and measure the models</source>
        <translation>Modelle ansehen, auswählen, hinzufügen und messen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Change how Facet works and looks</source>
        <translation>Ändern, wie Facet arbeitet und aussieht</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Undone: {said}.</source>
        <translation>Rückgängig gemacht: {said}.</translation>
    </message>
    <message>
        <source>Done again: {said}.</source>
        <translation>Wiederholt: {said}.</translation>
    </message>
    <message>
        <source>Kept: this is not {name}.</source>
        <translation>Gemerkt: Das ist nicht {name}.</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>{name} ist von jetzt an bekannt.</translation>
    </message>
    <message>
        <source>Added to {name}, who has {count} pictures now.</source>
        <translation>Zu {name} hinzugefügt; jetzt sind es {count} Bilder.</translation>
    </message>
    <message>
        <source>{count} unlike the others, or badly seen, were set aside.</source>
        <translation>Beiseitegelegt, weil den anderen unähnlich oder schlecht zu sehen: {count}.</translation>
    </message>
    <message>
        <source>It is unlike their other pictures: undo this if it was a slip.</source>
        <translation>Es ähnelt den anderen Bildern nicht: falls das ein Versehen war, rückgängig machen.</translation>
    </message>
    <message>
        <source>Facet takes the face for {name}: undo this if the two are one person.</source>
        <translation>Facet hält das Gesicht für {name}: Machen Sie dies rückgängig, wenn es dieselbe Person ist.</translation>
    </message>
    <message>
        <source>Done: {said}.</source>
        <translation>Erledigt: {said}.</translation>
    </message>
    <message>
        <source>Pictures of the face, numbers made from them and the name, on this computer</source>
        <translation>Bilder des Gesichts, daraus berechnete Zahlen und der Name, auf diesem Computer</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} Bilder</translation>
    </message>
    <message>
        <source>seen today</source>
        <translation>heute gesehen</translation>
    </message>
    <message>
        <source>seen yesterday</source>
        <translation>gestern gesehen</translation>
    </message>
    <message>
        <source>seen {days} days ago</source>
        <translation>vor {days} Tagen gesehen</translation>
    </message>
    <message>
        <source>seen on {date}</source>
        <translation>am {date} gesehen</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Vorn</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>Lächeln</translation>
    </message>
    <message>
        <source>Every side is covered.</source>
        <translation>Alle Seiten sind abgedeckt.</translation>
    </message>
    <message>
        <source>From these pictures no pose can be told. The camera&apos;s guided pictures cover all sides.</source>
        <translation>Aus diesen Bildern lässt sich keine Haltung ablesen. Die geführten Kamerabilder decken alle Seiten ab.</translation>
    </message>
    <message>
        <source>Not covered: {sides}. Turned that way, the face may stay unknown.</source>
        <translation>Nicht abgedeckt: {sides}. Dorthin gewandt bleibt das Gesicht vielleicht unbekannt.</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>beiseitegelegt</translation>
    </message>
    <message>
        <source>Picture: {quality}</source>
        <translation>Bild: {quality}</translation>
    </message>
    <message>
        <source>Like the others: {score}</source>
        <translation>Wie die anderen: {score}</translation>
    </message>
    <message>
        <source>Nearest stranger: {score}</source>
        <translation>Ähnlichste fremde Person: {score}</translation>
    </message>
    <message>
        <source>A name needs {bar}</source>
        <translation>Ein Name braucht {bar}</translation>
    </message>
    <message>
        <source>Set aside: {why}</source>
        <translation>Beiseitegelegt: {why}</translation>
    </message>
    <message>
        <source>not recognised</source>
        <translation>nicht erkannt</translation>
    </message>
    <message>
        <source>could be mistaken</source>
        <translation>verwechselbar</translation>
    </message>
    <message>
        <source>Strangers who would get the name by this picture alone: {count} of {asked}</source>
        <translation>Fremde, die allein durch dieses Bild den Namen bekämen: {count} von {asked}</translation>
    </message>
    <message>
        <source>“Could be mistaken”: unusually many strangers look like that picture. If there are better ones, set it aside.</source>
        <translation>„Verwechselbar“: ungewöhnlich viele Fremde sehen diesem Bild ähnlich. Wenn es bessere gibt, beiseitelegen.</translation>
    </message>
    <message>
        <source>Each of these {count} pictures is recognised by the others.</source>
        <translation>Jedes dieser {count} Bilder wird durch die anderen erkannt.</translation>
    </message>
    <message>
        <source>{missed} of these {count} pictures would not be recognised by the others.</source>
        <translation>{missed} von diesen {count} Bildern würden durch die anderen nicht erkannt.</translation>
    </message>
    <message>
        <source>{pictures} chosen</source>
        <translation>{pictures} ausgewählt</translation>
    </message>
    <message>
        <source>not seen live yet</source>
        <translation>noch nicht live gesehen</translation>
    </message>
    <message>
        <source>Added on {date}</source>
        <translation>Hinzugefügt am {date}</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Was aufbewahrt wird</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>1 stranger in {many}</source>
        <translation>1 von {many} Fremden</translation>
    </message>
    <message>
        <source>With this choice about {share}.</source>
        <translation>Mit dieser Wahl etwa {share}.</translation>
    </message>
    <message>
        <source>How many stay unnamed can be told once someone has two pictures.</source>
        <translation>Wie viele ohne Namen bleiben, lässt sich sagen, sobald jemand zwei Bilder hat.</translation>
    </message>
    <message>
        <source>Of {n} pictures of known people {missed} would stay unnamed: too few to tell the share.</source>
        <translation>Von {n} Bildern bekannter Personen blieben {missed} ohne Namen: zu wenige, um den Anteil zu nennen.</translation>
    </message>
    <message>
        <source>About {share} of pictures of known people would stay unnamed ({low} to {high}, by {n} pictures).</source>
        <translation>Etwa {share} der Bilder bekannter Personen blieben ohne Namen ({low} bis {high}, nach {n} Bildern).</translation>
    </message>
    <message>
        <source>Fine-tuning was left out.</source>
        <translation>Die Feinanpassung wurde ausgelassen.</translation>
    </message>
    <message>
        <source>Whether it helps shows once someone has three pictures.</source>
        <translation>Ob sie hilft, zeigt sich, sobald jemand drei Bilder hat.</translation>
    </message>
    <message>
        <source>Of {n} pictures held out in turn, {after} get the right name with it ({low} to {high} with 95 % certainty), {before} as it was.</source>
        <translation>Von {n} der Reihe nach ausgelassenen Bildern bekommen {after} damit den richtigen Namen ({low} bis {high} mit 95 % Sicherheit), {before} wie es war.</translation>
    </message>
    <message>
        <source>Fine-tuned, and in use from now on.</source>
        <translation>Fein angepasst und von jetzt an in Verwendung.</translation>
    </message>
    <message>
        <source>The gain may be chance, so nothing was changed.</source>
        <translation>Der Gewinn kann Zufall sein, darum wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Fine-tuning is no better here, so nothing was changed.</source>
        <translation>Die Feinanpassung ist hier nicht besser, darum wurde nichts geändert.</translation>
    </message>
    <message>
        <source>As before, about {strangers} may get a wrong name.</source>
        <translation>Wie zuvor kann etwa {strangers} einen falschen Namen bekommen.</translation>
    </message>
    <message>
        <source>A single picture makes the difference: too few to tell.</source>
        <translation>Ein einziges Bild macht den Unterschied: zu wenig, um es zu sagen.</translation>
    </message>
    <message>
        <source>{n} pictures make the difference: too few to tell.</source>
        <translation>{n} Bilder machen den Unterschied: zu wenige, um es zu sagen.</translation>
    </message>
    <message>
        <source>{people} people with {pictures} pictures take part. It takes a few seconds.</source>
        <translation>{people} Personen mit {pictures} Bildern nehmen teil. Es dauert einige Sekunden.</translation>
    </message>
    <message>
        <source>Facet learns from everyone&apos;s pictures which differences between these faces matter. Often that changes little.</source>
        <translation>Facet lernt aus den Bildern aller, welche Unterschiede zwischen diesen Gesichtern zählen. Oft ändert das wenig.</translation>
    </message>
    <message>
        <source>Pictures held out in turn show whether it helps: it is used only where that is sure. With few pictures it seldom is.</source>
        <translation>Der Reihe nach ausgelassene Bilder zeigen, ob es hilft: verwendet wird es nur, wo das sicher ist. Bei wenigen Bildern ist es das selten.</translation>
    </message>
    <message>
        <source>People and pictures stay as they are. “Go back”, in the message afterwards or under “⋯”, brings back the names of before.</source>
        <translation>Personen und Bilder bleiben, wie sie sind. „Zurück“, in der Meldung danach oder unter „⋯“, bringt die Namen von vorher zurück.</translation>
    </message>
    <message>
        <source>Another model looks at everyone&apos;s pictures: {done} of {total}.</source>
        <translation>Ein anderes Modell sieht die Bilder aller Personen an: {done} von {total}.</translation>
    </message>
    <message>
        <source>Until it has seen all, names are given as before.</source>
        <translation>Bis es alle gesehen hat, werden Namen wie bisher vergeben.</translation>
    </message>
    <message>
        <source>Undo: {said}</source>
        <translation>Rückgängig machen: {said}</translation>
    </message>
    <message>
        <source>Redo: {said}</source>
        <translation>Wiederholen: {said}</translation>
    </message>
    <message>
        <source>1 picture moved from {name} to {other}</source>
        <translation>1 Bild von {name} nach {other} verschoben</translation>
    </message>
    <message>
        <source>{count} pictures moved from {name} to {other}</source>
        <translation>{count} Bilder von {name} nach {other} verschoben</translation>
    </message>
    <message>
        <source>1 picture added to {name}</source>
        <translation>1 Bild zu {name} hinzugefügt</translation>
    </message>
    <message>
        <source>{count} pictures added to {name}</source>
        <translation>{count} Bilder zu {name} hinzugefügt</translation>
    </message>
    <message>
        <source>1 picture marked as not {name}</source>
        <translation>1 Bild als nicht {name} vermerkt</translation>
    </message>
    <message>
        <source>{name} renamed to {other}</source>
        <translation>{name} in {other} umbenannt</translation>
    </message>
    <message>
        <source>{name} merged into {other}</source>
        <translation>{name} mit {other} zusammengeführt</translation>
    </message>
    <message>
        <source>1 picture of {name} set aside</source>
        <translation>1 Bild von {name} beiseitegelegt</translation>
    </message>
    <message>
        <source>{count} pictures of {name} set aside</source>
        <translation>{count} Bilder von {name} beiseitegelegt</translation>
    </message>
    <message>
        <source>1 picture of {name} counts again</source>
        <translation>1 Bild von {name} zählt wieder</translation>
    </message>
    <message>
        <source>{count} pictures of {name} count again</source>
        <translation>{count} Bilder von {name} zählen wieder</translation>
    </message>
    <message>
        <source>{count} kept as “not {name}”</source>
        <translation>{count} als „nicht {name}“ gemerkt</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from them</source>
        <translation>{parts}, und die daraus berechneten Zahlen</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from it</source>
        <translation>{parts}, und die daraus berechneten Zahlen</translation>
    </message>
    <message>
        <source>The name, the notes on consent, and every noted change that names {name}</source>
        <translation>Der Name, die Notizen zur Einwilligung und jede vermerkte Änderung, die {name} nennt</translation>
    </message>
    <message>
        <source>In all recordings: the name, and every answer about {name}</source>
        <translation>In allen Aufzeichnungen: der Name und jede Antwort zu {name}</translation>
    </message>
    <message>
        <source>The whole video of each recording in which {name} was recognised</source>
        <translation>Das ganze Video jeder Aufzeichnung, in der {name} erkannt wurde</translation>
    </message>
    <message>
        <source>What stays: your own photo files, snapshots and exported files, and the videos in which {name} was never recognised.</source>
        <translation>Was bleibt: die eigenen Fotodateien, Schnappschüsse und exportierte Dateien und die Videos, in denen {name} nie erkannt wurde.</translation>
    </message>
    <message>
        <source>Training: {title}</source>
        <translation>Training: {title}</translation>
    </message>
    <message>
        <source>Model: {title}</source>
        <translation>Modell: {title}</translation>
    </message>
    <message>
        <source>Older gallery that can&apos;t be read: {title}</source>
        <translation>Ältere Galerie, die nicht lesbar ist: {title}</translation>
    </message>
    <message>
        <source>1 recording named them.</source>
        <translation>1 Aufzeichnung nannte die Person.</translation>
    </message>
    <message>
        <source>{n} recordings named them.</source>
        <translation>{n} Aufzeichnungen nannten die Person.</translation>
    </message>
    <message>
        <source>The recorded video of 1 recording was deleted.</source>
        <translation>Das Video von 1 Aufzeichnung wurde gelöscht.</translation>
    </message>
    <message>
        <source>The recorded videos of {n} recordings were deleted.</source>
        <translation>Die Videos von {n} Aufzeichnungen wurden gelöscht.</translation>
    </message>
    <message>
        <source>1 recording can&apos;t be read and may still name them.</source>
        <translation>1 Aufzeichnung ist nicht lesbar und nennt die Person vielleicht noch.</translation>
    </message>
    <message>
        <source>{n} recordings can&apos;t be read and may still name them.</source>
        <translation>{n} Aufzeichnungen sind nicht lesbar und nennen die Person vielleicht noch.</translation>
    </message>
    <message>
        <source>It learned from them: delete it by hand.</source>
        <translation>Es hat von ihnen gelernt: bitte von Hand löschen.</translation>
    </message>
    <message>
        <source>{faces} in {photos}, {chosen} chosen.</source>
        <translation>{faces} in {photos}, {chosen} ausgewählt.</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 Gesicht</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} Gesichter</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 Foto</translation>
    </message>
    <message>
        <source>{n} photos</source>
        <translation>{n} Fotos</translation>
    </message>
    <message>
        <source>1 photo gives none: {names}.</source>
        <translation>1 Foto ergibt keines: {names}.</translation>
    </message>
    <message>
        <source>{n} photos give none: {names}.</source>
        <translation>{n} Fotos ergeben keines: {names}.</translation>
    </message>
    <message>
        <source>Looking for faces…</source>
        <translation>Gesichter werden gesucht …</translation>
    </message>
    <message>
        <source>No face was found in these files.</source>
        <translation>In diesen Dateien wurde kein Gesicht gefunden.</translation>
    </message>
    <message>
        <source>Fitting to everyone&apos;s pictures…</source>
        <translation>Wird an die Bilder aller angepasst …</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Names are given as before the last fine-tuning.</source>
        <translation>Namen werden vergeben wie vor der letzten Feinanpassung.</translation>
    </message>
    <message>
        <source>Photos of one person</source>
        <translation>Fotos einer Person</translation>
    </message>
    <message>
        <source>No camera was found.</source>
        <translation>Es wurde keine Kamera gefunden.</translation>
    </message>
    <message>
        <source>Plug one in, or add photos instead.</source>
        <translation>Schließen Sie eine an, oder fügen Sie stattdessen Fotos hinzu.</translation>
    </message>
    <message>
        <source>Export everyone</source>
        <translation>Alle exportieren</translation>
    </message>
    <message>
        <source>{count} exported, with their pictures. Keep that file safe.</source>
        <translation>{count} exportiert, mit Bildern. Diese Datei gut aufbewahren.</translation>
    </message>
    <message>
        <source>Import people</source>
        <translation>Personen importieren</translation>
    </message>
    <message>
        <source>{people} new people and {faces} pictures came in.</source>
        <translation>{people} neue Personen und {faces} Bilder kamen hinzu.</translation>
    </message>
    <message>
        <source>The pictures stay as they are.</source>
        <translation>Die Bilder bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>{name} is somebody already. If the two are one person, merge them.</source>
        <translation>{name} gibt es schon. Sind die beiden eine Person, lassen sie sich zusammenführen.</translation>
    </message>
    <message>
        <source>The pictures go there. Someone new gets an entry.</source>
        <translation>Die Bilder kommen dorthin. Wer neu ist, bekommt einen Eintrag.</translation>
    </message>
    <message>
        <source>{name} is new and gets an entry.</source>
        <translation>{name} ist neu und bekommt einen Eintrag.</translation>
    </message>
    <message>
        <source>That is whose they are now.</source>
        <translation>Dieser Person gehören sie schon.</translation>
    </message>
    <message>
        <source>{name} is known already, with {pictures}.</source>
        <translation>{name} ist schon bekannt: {pictures}.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>The picture goes there. Someone new gets an entry.</source>
        <translation>Das Bild kommt dorthin. Wer neu ist, bekommt einen Eintrag.</translation>
    </message>
    <message>
        <source>Whose picture is this?</source>
        <translation>Wessen Bild ist das?</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Whose pictures are these?</source>
        <translation>Wessen Bilder sind das?</translation>
    </message>
    <message>
        <source>Delete {pictures}?</source>
        <translation>{pictures} löschen?</translation>
    </message>
    <message>
        <source>With the numbers made from it, for good: there is no way back.</source>
        <translation>Samt den daraus gewonnenen Zahlen, endgültig: Es gibt kein Zurück.</translation>
    </message>
    <message>
        <source>With the numbers made from them, for good: there is no way back.</source>
        <translation>Samt den daraus gewonnenen Zahlen, endgültig: Es gibt kein Zurück.</translation>
    </message>
    <message>
        <source>Deleted: {pictures}.</source>
        <translation>Gelöscht: {pictures}.</translation>
    </message>
    <message>
        <source>{name} was erased.</source>
        <translation>{name} wurde gelöscht.</translation>
    </message>
    <message>
        <source>No face was found.</source>
        <translation>Kein Gesicht gefunden.</translation>
    </message>
    <message>
        <source>Another face</source>
        <translation>Ein anderes Gesicht</translation>
    </message>
    <message>
        <source>Seen already</source>
        <translation>Schon gesehen</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>Facet kann Personen noch nicht unterscheiden.</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source> Add someone</source>
        <translation> Jemanden hinzufügen</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>Facet kann Personen noch nicht unterscheiden.</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>Nichts rückgängig zu machen</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>Nichts zu wiederholen</translation>
    </message>
    <message>
        <source>It takes two people at least</source>
        <translation>Dazu braucht es mindestens zwei Personen</translation>
    </message>
    <message>
        <source>Names are not fine-tuned now</source>
        <translation>Namen sind gerade nicht fein angepasst</translation>
    </message>
    <message>
        <source>Nobody is known yet</source>
        <translation>Noch ist niemand bekannt</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>Zwei Einträge, die eine Person sind</translation>
    </message>
    <message>
        <source>There is nobody else to merge with</source>
        <translation>Es gibt sonst niemanden zum Zusammenführen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>The file can be kept aside, and a new one begun.</source>
        <translation>Die Datei kann beiseitegelegt und eine neue begonnen werden.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>The old file is kept as %s.</source>
        <translation>Die alte Datei wird als %s aufbewahrt.</translation>
    </message>
    <message>
        <source>Undo, redo, export and import</source>
        <translation>Rückgängig machen, wiederholen, exportieren und importieren</translation>
    </message>
    <message>
        <source>&amp;Fine-tune to these people…</source>
        <translation>Fein an&amp;passen an diese Personen …</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Whom Facet knows by face.</source>
        <translation>Wen Facet am Gesicht erkennt.</translation>
    </message>
    <message>
        <source>Find someone</source>
        <translation>Jemanden suchen</translation>
    </message>
    <message>
        <source>Show only names with these words</source>
        <translation>Nur Namen mit diesen Wörtern zeigen</translation>
    </message>
    <message>
        <source>Add someone</source>
        <translation>Jemanden hinzufügen</translation>
    </message>
    <message>
        <source>From photos or from the camera; photos can also be dropped here</source>
        <translation>Aus Fotos oder über die Kamera; Fotos lassen sich auch hier ablegen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Nobody&apos;s name has these words.</source>
        <translation>Kein Name enthält diese Wörter.</translation>
    </message>
    <message>
        <source>From &amp;photos…</source>
        <translation>Aus &amp;Fotos …</translation>
    </message>
    <message>
        <source>From the &amp;camera…</source>
        <translation>Über die &amp;Kamera …</translation>
    </message>
    <message>
        <source>&amp;Go back to before fine-tuning</source>
        <translation>&amp;Zurück vor die Feinanpassung</translation>
    </message>
    <message>
        <source>&amp;Export everyone…</source>
        <translation>Alle &amp;exportieren …</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importieren …</translation>
    </message>
</context>
<context>
    <name>PersonList</name>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
</context>
<context>
    <name>PersonView</name>
    <message>
        <source>The chosen person</source>
        <translation>Die ausgewählte Person</translation>
    </message>
    <message>
        <source>Sides of the face</source>
        <translation>Seiten des Gesichts</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>{count} marked as not them</source>
        <translation>{count} als jemand anderes markiert</translation>
    </message>
    <message>
        <source>Nothing was noted.</source>
        <translation>Nichts wurde notiert.</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>Abgedeckt</translation>
    </message>
    <message>
        <source>No picture of this side yet</source>
        <translation>Noch kein Bild dieser Seite</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>Porträt</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Fotos hinzufügen …</translation>
    </message>
    <message>
        <source>More pictures, from files</source>
        <translation>Weitere Bilder aus Dateien</translation>
    </message>
    <message>
        <source>Camera…</source>
        <translation>Kamera …</translation>
    </message>
    <message>
        <source>More pictures, guided, from the camera</source>
        <translation>Weitere Bilder über die Kamera, mit Anleitung</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Another name</source>
        <translation>Ein anderer Name</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Zusammenführen …</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>Zwei Einträge, die eine Person sind</translation>
    </message>
    <message>
        <source>Un-merge</source>
        <translation>Wieder trennen</translation>
    </message>
    <message>
        <source>Take the last merge back</source>
        <translation>Die letzte Zusammenführung zurücknehmen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
    </message>
    <message>
        <source>Erase this person for good</source>
        <translation>Diese Person endgültig löschen</translation>
    </message>
</context>
<context>
    <name>PhotoDialog</name>
    <message>
        <source>Click on a face to say who it is.</source>
        <translation>Auf ein Gesicht klicken, um zu sagen, wer es ist.</translation>
    </message>
    <message>
        <source>Show on the live page</source>
        <translation>Auf der Seite „Live“ zeigen</translation>
    </message>
    <message>
        <source>Open this photo on the live page</source>
        <translation>Dieses Foto auf der Seite „Live“ öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Back to the faces</source>
        <translation>Zurück zu den Gesichtern</translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message>
        <source>Can&apos;t be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>No face found</source>
        <translation>Kein Gesicht gefunden</translation>
    </message>
    <message>
        <source>Faces ({count:,})</source>
        <translation>Gesichter ({count:,})</translation>
    </message>
    <message>
        <source>Whole pictures ({count:,})</source>
        <translation>Ganze Bilder ({count:,})</translation>
    </message>
    <message>
        <source>Without a face ({count:,})</source>
        <translation>Ohne Gesicht ({count:,})</translation>
    </message>
    <message>
        <source>Not readable ({count:,})</source>
        <translation>Nicht lesbar ({count:,})</translation>
    </message>
    <message>
        <source>Whole pictures (no model)</source>
        <translation>Ganze Bilder (kein Modell)</translation>
    </message>
    <message>
        <source>Any smile</source>
        <translation>Mit und ohne Lächeln</translation>
    </message>
    <message>
        <source>Any emotion</source>
        <translation>Alle Emotionen</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Alle Personen</translation>
    </message>
    <message>
        <source>Any answer</source>
        <translation>Alle Antworten</translation>
    </message>
    <message>
        <source>Any {task}</source>
        <translation>{task}: alle</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Unsicher</translation>
    </message>
    <message>
        <source>&lt; 1 %</source>
        <translation>&lt; 1 %</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>faces</source>
        <translation>Gesichter</translation>
    </message>
    <message>
        <source>{count:,} without a face</source>
        <translation>{count:,} ohne Gesicht</translation>
    </message>
    <message>
        <source>{count:,} not readable</source>
        <translation>{count:,} nicht lesbar</translation>
    </message>
    <message>
        <source>{shown:,} of {whole:,} shown</source>
        <translation>{shown:,} von {whole:,} gezeigt</translation>
    </message>
    <message>
        <source>{count:,} cards chosen</source>
        <translation>{count:,} Karten ausgewählt</translation>
    </message>
    <message>
        <source>{count:,} faces chosen</source>
        <translation>{count:,} Gesichter ausgewählt</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>Fotos werden gesucht …</translation>
    </message>
    <message>
        <source>Asking about {done:,} of {whole:,}</source>
        <translation>Abgefragt: {done:,} von {whole:,}</translation>
    </message>
    <message>
        <source>Unsure: {label} is likeliest, but only at {share}</source>
        <translation>Unsicher: {label} ist am wahrscheinlichsten, aber nur mit {share}</translation>
    </message>
    <message>
        <source>Reading {done:,} of {whole:,}</source>
        <translation>Gelesen: {done:,} von {whole:,}</translation>
    </message>
    <message>
        <source>{count:.0f} min left</source>
        <translation>noch {count:.0f} min</translation>
    </message>
    <message>
        <source>{count:.0f} s left</source>
        <translation>noch {count:.0f} s</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>Das ganze Bild</translation>
    </message>
    <message>
        <source>No label is likely enough to say.</source>
        <translation>Keine Antwort ist wahrscheinlich genug.</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>Modell: {name}</translation>
    </message>
    <message>
        <source>{faces:,} of {all_faces:,} faces, {photos:,} of {all_photos:,} photos</source>
        <translation>{faces:,} von {all_faces:,} Gesichtern, {photos:,} von {all_photos:,} Fotos</translation>
    </message>
    <message>
        <source>Double-click: the whole photo. Right-click: say who this is.</source>
        <translation>Doppelklick: das ganze Foto. Rechtsklick: sagen, wer das ist.</translation>
    </message>
    <message>
        <source>Double-click: the whole photo.</source>
        <translation>Doppelklick: das ganze Foto.</translation>
    </message>
    <message>
        <source>1 face on this page got a name.</source>
        <translation>1 Gesicht auf dieser Seite bekam einen Namen.</translation>
    </message>
    <message>
        <source>{count} faces on this page got a name.</source>
        <translation>{count} Gesichter auf dieser Seite bekamen einen Namen.</translation>
    </message>
    <message>
        <source>1 face on this page lost its name.</source>
        <translation>1 Gesicht auf dieser Seite verlor seinen Namen.</translation>
    </message>
    <message>
        <source>{count} faces on this page lost their names.</source>
        <translation>{count} Gesichter auf dieser Seite verloren ihre Namen.</translation>
    </message>
    <message>
        <source>1 face is taken away here. The photo stays as it is.</source>
        <translation>1 Gesicht ist hier weggenommen. Das Foto bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photo stays as it is.</source>
        <translation>{count:,} Gesichter sind hier weggenommen. Das Foto bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photos stay as they are.</source>
        <translation>{count:,} Gesichter sind hier weggenommen. Die Fotos bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>1 face is back.</source>
        <translation>1 Gesicht ist wieder da.</translation>
    </message>
    <message>
        <source>{count:,} faces are back.</source>
        <translation>{count:,} Gesichter sind wieder da.</translation>
    </message>
    <message>
        <source>Such a model always answers with one of its classes, even for a picture of something else.</source>
        <translation>Ein solches Modell antwortet immer mit einer seiner Klassen, auch bei einem Bild von etwas anderem.</translation>
    </message>
    <message>
        <source>Stopped before all photos were read.</source>
        <translation>Angehalten, bevor alle Fotos gelesen waren.</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about {count:,} of {whole:,} photos.</source>
        <translation>Angehalten: nach {count:,} von {whole:,} Fotos wurde das Modell nicht gefragt.</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about the photo.</source>
        <translation>Angehalten: nach dem Foto wurde das Modell nicht gefragt.</translation>
    </message>
    <message>
        <source>Stopped: the photo was not read.</source>
        <translation>Angehalten: das Foto wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>Stopped: 1 of {whole:,} photos was not read.</source>
        <translation>Angehalten: 1 von {whole:,} Fotos wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>Stopped: {count:,} of {whole:,} photos were not read.</source>
        <translation>Angehalten: {count:,} von {whole:,} Fotos wurden nicht gelesen.</translation>
    </message>
    <message>
        <source>Ask about the rest</source>
        <translation>Nach den übrigen fragen</translation>
    </message>
    <message>
        <source>Read the rest</source>
        <translation>Die übrigen lesen</translation>
    </message>
</context>
<context>
    <name>PhotosDialog</name>
    <message>
        <source>Add someone from photos</source>
        <translation>Jemanden aus Fotos hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Choose a face first</source>
        <translation>Zuerst ein Gesicht auswählen</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>Gefundene Gesichter</translation>
    </message>
    <message>
        <source>Which faces are theirs?</source>
        <translation>Welche Gesichter gehören dazu?</translation>
    </message>
</context>
<context>
    <name>PhotosPage</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Every face in your photos, with its answers.</source>
        <translation>Jedes Gesicht auf Ihren Fotos, mit seinen Antworten.</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>Ordner mit Fotos auswählen</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Fotos hinzufügen …</translation>
    </message>
    <message>
        <source>Look at more photos</source>
        <translation>Weitere Fotos ansehen</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Look at a folder, and the folders in it</source>
        <translation>Einen Ordner und seine Unterordner ansehen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Save what is shown as a table, as JSON or as pictures</source>
        <translation>Das Gezeigte als Tabelle, als JSON oder als Bilder speichern</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Take all cards away; the photos themselves stay</source>
        <translation>Alle Karten wegnehmen; die Fotos selbst bleiben</translation>
    </message>
    <message>
        <source>Progress of reading</source>
        <translation>Fortschritt beim Lesen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop reading; the faces found so far stay</source>
        <translation>Nicht weiterlesen; bereits gefundene Gesichter bleiben</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>Tabelle (CSV) …</translation>
    </message>
    <message>
        <source>Data (JSON)…</source>
        <translation>Daten (JSON) …</translation>
    </message>
    <message>
        <source>Pictures with boxes…</source>
        <translation>Bilder mit Rahmen …</translation>
    </message>
</context>
<context>
    <name>PictureActs</name>
    <message>
        <source>Choose pictures to set aside, to delete, or to move to someone else.</source>
        <translation>Bilder wählen, um sie beiseitezulegen, zu löschen oder jemand anderem zuzuordnen.</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Beiseitelegen</translation>
    </message>
    <message>
        <source>They count no more, and can be brought back</source>
        <translation>Sie zählen nicht mehr und lassen sich zurückholen</translation>
    </message>
    <message>
        <source>Let them count again</source>
        <translation>Wieder zählen lassen</translation>
    </message>
    <message>
        <source>They were set aside</source>
        <translation>Sie waren beiseitegelegt</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>Das ist jemand anderes …</translation>
    </message>
    <message>
        <source>Move them to someone known or new</source>
        <translation>Zu jemand Bekanntem oder Neuem verschieben</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Erase them for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>Keine auswählen</translation>
    </message>
    <message>
        <source>Leave the pictures as they are</source>
        <translation>Die Bilder lassen, wie sie sind</translation>
    </message>
</context>
<context>
    <name>PictureBar</name>
    <message>
        <source>The whole picture is asked about by</source>
        <translation>Das ganze Bild wird gefragt nach</translation>
    </message>
    <message>
        <source>A model that says what a photo shows as a whole</source>
        <translation>Ein Modell, das sagt, was ein Foto im Ganzen zeigt</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>Ganzes Bild</translation>
    </message>
    <message>
        <source>Nothing is asked</source>
        <translation>Nichts wird gefragt</translation>
    </message>
    <message>
        <source>Choose a model to see what each photo shows.</source>
        <translation>Ein Modell auswählen, um zu sehen, was jedes Foto zeigt.</translation>
    </message>
    <message>
        <source>{some} and {count:,} more</source>
        <translation>{some} und {count:,} weitere</translation>
    </message>
    <message>
        <source>Always answers with one of its {count:,} classes, even for a picture of something else: {some}</source>
        <translation>Antwortet immer mit einer seiner {count:,} Klassen, auch bei einem Bild von etwas anderem: {some}</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
</context>
<context>
    <name>Portrait</name>
    <message>
        <source>Portrait</source>
        <translation>Porträt</translation>
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
        <translation>Position im Video</translation>
    </message>
</context>
<context>
    <name>Record</name>
    <message>
        <source>Kept on this computer only, in {folder}: when which face was where in the picture, its name where it has one, and what smile and emotion were read from it.</source>
        <translation>Nur auf diesem Computer aufbewahrt, in {folder}: wann welches Gesicht wo im Bild war, sein Name, falls es einen hat, und welches Lächeln und welche Emotion daraus gelesen wurden.</translation>
    </message>
    <message>
        <source>The picture is kept too: everyone in view can be recognised in it.</source>
        <translation>Auch das Bild wird aufbewahrt: alle darin lassen sich erkennen.</translation>
    </message>
    <message>
        <source>No picture and no sound are kept.</source>
        <translation>Weder Bild noch Ton werden aufbewahrt.</translation>
    </message>
    <message>
        <source>Tell the people in view, and record only if they agree.</source>
        <translation>Den Personen im Bild Bescheid sagen und nur mit ihrem Einverständnis aufzeichnen.</translation>
    </message>
    <message>
        <source>Recording answers, without the picture.</source>
        <translation>Die Antworten werden aufgezeichnet, ohne das Bild.</translation>
    </message>
    <message>
        <source>Recording answers and the picture.</source>
        <translation>Die Antworten und das Bild werden aufgezeichnet.</translation>
    </message>
    <message>
        <source>{key} sets a marker.</source>
        <translation>{key} setzt eine Markierung.</translation>
    </message>
    <message>
        <source>{key} ends it.</source>
        <translation>{key} beendet die Aufzeichnung.</translation>
    </message>
    <message>
        <source>Marker at {time}</source>
        <translation>Markierung bei {time}</translation>
    </message>
    <message>
        <source>Recorded {time}.</source>
        <translation>{time} aufgezeichnet.</translation>
    </message>
    <message>
        <source>{count} pictures were left out: the disk was too slow.</source>
        <translation>{count} Bilder wurden ausgelassen: der Datenträger war zu langsam.</translation>
    </message>
    <message>
        <source>The answers are whole; {count} pictures were left out: the disk was too slow.</source>
        <translation>Die Antworten sind vollständig; {count} Bilder wurden ausgelassen: der Datenträger war zu langsam.</translation>
    </message>
    <message>
        <source>Photos are not recorded: the Photos page keeps their answers.</source>
        <translation>Fotos werden nicht aufgezeichnet: die Seite „Fotos“ bewahrt ihre Antworten auf.</translation>
    </message>
    <message>
        <source>Watch something first</source>
        <translation>Zuerst etwas ansehen</translation>
    </message>
</context>
<context>
    <name>RecordButton</name>
    <message>
        <source>Recording, %s. End it</source>
        <translation>Aufzeichnung läuft, %s. Beenden</translation>
    </message>
    <message>
        <source>%s, waiting</source>
        <translation>%s, wartet</translation>
    </message>
    <message>
        <source>Recording, %s. It waits for the source. End it</source>
        <translation>Aufzeichnung läuft, %s. Sie wartet auf die Quelle. Beenden</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
</context>
<context>
    <name>RecordDesk</name>
    <message>
        <source>End the &amp;recording</source>
        <translation>Aufzeichnung &amp;beenden</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Aufzeichnen</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>Aufzeichnen, was zu sehen ist und geantwortet wird, oder die Aufzeichnung beenden</translation>
    </message>
    <message>
        <source>The recording waits for the source and goes on when it is back. End it now</source>
        <translation>Die Aufzeichnung wartet auf die Quelle und geht weiter, wenn sie wieder da ist. Jetzt beenden</translation>
    </message>
    <message>
        <source>What was recorded before is kept.</source>
        <translation>Was vorher aufgezeichnet wurde, bleibt erhalten.</translation>
    </message>
</context>
<context>
    <name>RecordDialog</name>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>Keep the picture too</source>
        <translation>Auch das Bild aufbewahren</translation>
    </message>
    <message>
        <source>To watch it again, correct names from it and run it with other models</source>
        <translation>Um es wieder anzusehen, Namen daraus zu berichtigen und andere Modelle darüber laufen zu lassen</translation>
    </message>
    <message>
        <source>Say this each time</source>
        <translation>Dies jedes Mal sagen</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once; the settings can change it</source>
        <translation>Sonst beginnt die Aufzeichnungstaste sofort; in den Einstellungen lässt es sich ändern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Record what Facet sees?</source>
        <translation>Aufzeichnen, was Facet sieht?</translation>
    </message>
</context>
<context>
    <name>Recording</name>
    <message>
        <source>The date stays with it.</source>
        <translation>Das Datum bleibt dabei.</translation>
    </message>
    <message>
        <source>Rename the recording</source>
        <translation>Aufzeichnung umbenennen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>The recording is called “{title}”.</source>
        <translation>Die Aufzeichnung heißt jetzt „{title}“.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Delete this recording?</source>
        <translation>Diese Aufzeichnung löschen?</translation>
    </message>
    <message>
        <source>“{title}” is deleted.</source>
        <translation>„{title}“ ist gelöscht.</translation>
    </message>
    <message>
        <source>Delete all recordings?</source>
        <translation>Alle Aufzeichnungen löschen?</translation>
    </message>
    <message>
        <source>{n} recordings are deleted.</source>
        <translation>{n} Aufzeichnungen sind gelöscht.</translation>
    </message>
    <message>
        <source>Marker set at {time}.</source>
        <translation>Markierung bei {time} gesetzt.</translation>
    </message>
    <message>
        <source>Marker removed.</source>
        <translation>Markierung entfernt.</translation>
    </message>
    <message>
        <source>Export the recording</source>
        <translation>Aufzeichnung exportieren</translation>
    </message>
    <message>
        <source>Writing {name}…</source>
        <translation>{name} wird geschrieben …</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>Abgebrochen; nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>{path} gespeichert</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
        <source>Running the recording again…</source>
        <translation>Die Aufzeichnung läuft noch einmal durch …</translation>
    </message>
    <message>
        <source>One thing at a time: wait for it, or cancel it.</source>
        <translation>Immer nur eines zugleich: abwarten oder abbrechen.</translation>
    </message>
    <message>
        <source>In this recording only: without its picture nothing can be learned.</source>
        <translation>Nur in dieser Aufzeichnung: ohne ihr Bild lässt sich nichts lernen.</translation>
    </message>
    <message>
        <source>Name the face</source>
        <translation>Gesicht benennen</translation>
    </message>
    <message>
        <source>Named here, but not learned from this picture.</source>
        <translation>Hier benannt, aber aus diesem Bild nicht gelernt.</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} Bilder</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>Gesicht {number}</translation>
    </message>
    <message>
        <source>from {start} to {end}</source>
        <translation>von {start} bis {end}</translation>
    </message>
    <message>
        <source>Can&apos;t be opened</source>
        <translation>Nicht zu öffnen</translation>
    </message>
    <message>
        <source>Today, {time}</source>
        <translation>Heute, {time}</translation>
    </message>
    <message>
        <source>Yesterday, {time}</source>
        <translation>Gestern, {time}</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day}, {time}</translation>
    </message>
    <message>
        <source>1 unknown</source>
        <translation>1 unbekannt</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 Gesicht</translation>
    </message>
    <message>
        <source>{n} unknown</source>
        <translation>{n} unbekannt</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} Gesichter</translation>
    </message>
    <message>
        <source>Somebody who was erased</source>
        <translation>Jemand, der gelöscht wurde</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Who was in it was erased: nothing is left to see.</source>
        <translation>Wer darin war, wurde gelöscht: Es ist nichts mehr zu sehen.</translation>
    </message>
    <message>
        <source>The picture was deleted: boxes and answers only.</source>
        <translation>Das Bild wurde gelöscht: nur Rahmen und Antworten.</translation>
    </message>
    <message>
        <source>picture deleted, for it showed somebody who was erased</source>
        <translation>Bild gelöscht, denn es zeigte jemanden, der gelöscht wurde</translation>
    </message>
    <message>
        <source>answers only</source>
        <translation>nur Antworten</translation>
    </message>
    <message>
        <source>broke off</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>Sessions that you recorded, to watch, correct and export.</source>
        <translation>Aufgezeichnete Sitzungen zum Ansehen, Berichtigen und Exportieren.</translation>
    </message>
    <message>
        <source>1 recording, {size}</source>
        <translation>1 Aufzeichnung, {size}</translation>
    </message>
    <message>
        <source>{n} recordings, {size}</source>
        <translation>{n} Aufzeichnungen, {size}</translation>
    </message>
    <message>
        <source>“{title}”, {size}, is deleted for good from this computer. Names that were learned from it stay with the people.</source>
        <translation>„{title}“, {size}, wird endgültig von diesem Computer gelöscht. Daraus gelernte Namen bleiben bei den Personen.</translation>
    </message>
    <message>
        <source>{n} recordings, {size}, are deleted for good from this computer.</source>
        <translation>{n} Aufzeichnungen, {size}, werden endgültig von diesem Computer gelöscht.</translation>
    </message>
    <message>
        <source>The only recording, {size}, is deleted for good from this computer.</source>
        <translation>Die einzige Aufzeichnung, {size}, wird endgültig von diesem Computer gelöscht.</translation>
    </message>
    <message>
        <source>This face is not {before} in this recording.</source>
        <translation>Dieses Gesicht ist in dieser Aufzeichnung nicht {before}.</translation>
    </message>
    <message>
        <source>{before} is {name} here, and Facet learned it.</source>
        <translation>{before} ist hier {name}, und Facet hat es gelernt.</translation>
    </message>
    <message>
        <source>{before} is {name} in this recording.</source>
        <translation>{before} ist in dieser Aufzeichnung {name}.</translation>
    </message>
    <message>
        <source>This counts {span}: for all the time that the face was followed.</source>
        <translation>Dies gilt {span}: für die ganze Zeit, in der das Gesicht verfolgt wurde.</translation>
    </message>
    <message>
        <source>{face}: not found now</source>
        <translation>{face}: jetzt nicht gefunden</translation>
    </message>
    <message>
        <source>A face that was not found before</source>
        <translation>Ein Gesicht, das vorher nicht gefunden wurde</translation>
    </message>
    <message>
        <source>no clear answer</source>
        <translation>keine klare Antwort</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>{face}: {before} → {now}</source>
        <translation>{face}: {before} → {now}</translation>
    </message>
    <message>
        <source>Every answer is the same</source>
        <translation>Alle Antworten sind gleich</translation>
    </message>
    <message>
        <source>1 answer changed</source>
        <translation>1 Antwort hat sich geändert</translation>
    </message>
    <message>
        <source>{n} answers changed</source>
        <translation>{n} Antworten haben sich geändert</translation>
    </message>
    <message>
        <source>{percent} % of {n} answers are as recorded.</source>
        <translation>{percent} % von {n} Antworten sind wie aufgezeichnet.</translation>
    </message>
    <message>
        <source>Stopped before the end.</source>
        <translation>Vor dem Ende angehalten.</translation>
    </message>
</context>
<context>
    <name>RecordingList</name>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
</context>
<context>
    <name>RecordingView</name>
    <message>
        <source>No picture was kept: boxes and answers only.</source>
        <translation>Kein Bild wurde aufbewahrt: nur Rahmen und Antworten.</translation>
    </message>
    <message>
        <source>With another model, detector or bar for names; every answer that changes is listed</source>
        <translation>Mit anderem Modell, anderem Detektor oder anderer Schwelle für Namen; jede Antwort, die sich ändert, wird aufgelistet</translation>
    </message>
    <message>
        <source>Without its picture it can&apos;t run again</source>
        <translation>Ohne ihr Bild kann sie nicht erneut durchlaufen</translation>
    </message>
    <message>
        <source>Run again…</source>
        <translation>Erneut durchlaufen …</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>As tables, video or chart</source>
        <translation>Als Tabellen, Video oder Diagramm</translation>
    </message>
    <message>
        <source>More about this recording</source>
        <translation>Mehr zu dieser Aufzeichnung</translation>
    </message>
    <message>
        <source>Rename, show in its folder, delete</source>
        <translation>Umbenennen, im Ordner anzeigen, löschen</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>One picture back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>One picture on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <source>To the marker before</source>
        <translation>Zur vorigen Markierung</translation>
    </message>
    <message>
        <source>Set or remove a marker here</source>
        <translation>Hier eine Markierung setzen oder entfernen</translation>
    </message>
    <message>
        <source>To the marker after</source>
        <translation>Zur nächsten Markierung</translation>
    </message>
    <message>
        <source>Table by face (CSV)…</source>
        <translation>Tabelle nach Gesicht (CSV) …</translation>
    </message>
    <message>
        <source>Table by picture (CSV)…</source>
        <translation>Tabelle nach Bild (CSV) …</translation>
    </message>
    <message>
        <source>Data by face (JSON lines)…</source>
        <translation>Daten nach Gesicht (JSON-Zeilen) …</translation>
    </message>
    <message>
        <source>Data by picture (JSON lines)…</source>
        <translation>Daten nach Bild (JSON-Zeilen) …</translation>
    </message>
    <message>
        <source>Chart (PNG)…</source>
        <translation>Diagramm (PNG) …</translation>
    </message>
    <message>
        <source>Chart (SVG)…</source>
        <translation>Diagramm (SVG) …</translation>
    </message>
    <message>
        <source>Video with boxes (MP4)…</source>
        <translation>Video mit Rahmen (MP4) …</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>&amp;Umbenennen …</translation>
    </message>
    <message>
        <source>&amp;Show in folder</source>
        <translation>Im Ordner an&amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Löschen …</translation>
    </message>
</context>
<context>
    <name>RecordingsPage</name>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Delete all recordings</source>
        <translation>Alle Aufzeichnungen löschen</translation>
    </message>
    <message>
        <source>&amp;Delete all recordings…</source>
        <translation>&amp;Alle Aufzeichnungen löschen …</translation>
    </message>
</context>
<context>
    <name>ReplayDialog</name>
    <message>
        <source>Run again</source>
        <translation>Erneut durchlaufen</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>Was Gesichter findet</translation>
    </message>
    <message>
        <source>Model for: %s</source>
        <translation>Modell für: %s</translation>
    </message>
    <message>
        <source>The recorded picture goes through these, and every answer that differs from the recorded one is listed. Nothing in the recording changes. A few answers differ even with the same models: a recorded picture is compressed, and faces are found some moments sooner or later.</source>
        <translation>Das aufgezeichnete Bild durchläuft diese, und jede Antwort, die von der aufgezeichneten abweicht, wird aufgelistet. An der Aufzeichnung ändert sich nichts. Einige Antworten weichen auch bei gleichen Modellen ab: Ein aufgezeichnetes Bild ist komprimiert, und Gesichter werden einige Augenblicke früher oder später gefunden.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Run this recording again</source>
        <translation>Diese Aufzeichnung erneut durchlaufen</translation>
    </message>
    <message>
        <source>Haar: good at faces seen from the front.</source>
        <translation>Haar: gut bei Gesichtern, die von vorn zu sehen sind.</translation>
    </message>
    <message>
        <source>YuNet: finds more turned and small faces.</source>
        <translation>YuNet: findet mehr abgewandte und kleine Gesichter.</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>What was taken for what</source>
        <translation>Was wofür gehalten wurde</translation>
    </message>
    <message>
        <source>Worst mistakes</source>
        <translation>Gröbste Fehler</translation>
    </message>
    <message>
        <source>It may be guessing.</source>
        <translation>Vielleicht rät es nur.</translation>
    </message>
    <message>
        <source>Those it was surest of. First what it answered.</source>
        <translation>Die, bei denen es am sichersten war. Zuerst, was es antwortete.</translation>
    </message>
    <message>
        <source>There were none.</source>
        <translation>Es gab keine.</translation>
    </message>
    <message>
        <source>Better than the gallery?</source>
        <translation>Besser als die Galerie?</translation>
    </message>
    <message>
        <source>Both named the same pictures, which were kept aside.</source>
        <translation>Beide benannten dieselben Bilder, die zurückgehalten worden waren.</translation>
    </message>
    <message>
        <source>Most often taken for something else</source>
        <translation>Am häufigsten für etwas anderes gehalten</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>Es ist</translation>
    </message>
    <message>
        <source>Was answered</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Wie oft</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Use it now</source>
        <translation>Jetzt verwenden</translation>
    </message>
    <message>
        <source>Stop using it</source>
        <translation>Nicht mehr verwenden</translation>
    </message>
    <message>
        <source>Show on the Models page</source>
        <translation>Auf der Seite „Modelle“ zeigen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Full report</source>
        <translation>Ganzer Bericht</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner anzeigen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>Richtige Antworten</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Facet answers as before; this training keeps the model</source>
        <translation>Facet antwortet wie zuvor; dieses Training behält das Modell</translation>
    </message>
    <message>
        <source>There once it is measured</source>
        <translation>Vorhanden, sobald gemessen ist</translation>
    </message>
    <message>
        <source>Cancel the training first</source>
        <translation>Zuerst das Training abbrechen</translation>
    </message>
    <message>
        <source>How it was asked for</source>
        <translation>Wie es verlangt wurde</translation>
    </message>
    <message>
        <source>The chosen training</source>
        <translation>Das ausgewählte Training</translation>
    </message>
    <message>
        <source>How it learns</source>
        <translation>Wie es lernt</translation>
    </message>
    <message>
        <source>End it; what it has learned is kept, and it can go on later</source>
        <translation>Beenden; was gelernt wurde, bleibt erhalten, und es kann später weitergehen</translation>
    </message>
    <message>
        <source>What it is, how good, and how fast here</source>
        <translation>Was es ist, wie gut und wie schnell hier</translation>
    </message>
    <message>
        <source>Open the whole report in the browser</source>
        <translation>Den ganzen Bericht im Browser öffnen</translation>
    </message>
    <message>
        <source>Show the folder with model, curves and log</source>
        <translation>Den Ordner mit Modell, Kurven und Protokoll anzeigen</translation>
    </message>
    <message>
        <source>Delete this training; a model in use stays among the models</source>
        <translation>Dieses Training löschen; ein verwendetes Modell bleibt unter den Modellen</translation>
    </message>
</context>
<context>
    <name>Said</name>
    <message>
        <source>&apos;{0}&apos; addresses can&apos;t be read</source>
        <translation>Adressen der Art „{0}“ lassen sich nicht lesen</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; can&apos;t be undone: somebody else bears the name now.</source>
        <translation>„{0}“ lässt sich nicht rückgängig machen: jemand anderes trägt jetzt den Namen.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is in the gallery already.</source>
        <translation>„{0}“ ist schon in der Galerie.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is missing</source>
        <translation>„{0}“ fehlt</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is too large</source>
        <translation>„{0}“ ist zu groß</translation>
    </message>
    <message>
        <source>; {0}, the second, has {1}</source>
        <translation>; {0} hat als Zweites {1}</translation>
    </message>
    <message>
        <source>A head needs two people.</source>
        <translation>Ein Kopf braucht zwei Personen.</translation>
    </message>
    <message>
        <source>A name has at most {0} letters.</source>
        <translation>Ein Name hat höchstens {0} Buchstaben.</translation>
    </message>
    <message>
        <source>A person can&apos;t be merged with themselves.</source>
        <translation>Eine Person lässt sich nicht mit sich selbst zusammenführen.</translation>
    </message>
    <message>
        <source>A person needs a name.</source>
        <translation>Eine Person braucht einen Namen.</translation>
    </message>
    <message>
        <source>A picture in the gallery is damaged.</source>
        <translation>Ein Bild in der Galerie ist beschädigt.</translation>
    </message>
    <message>
        <source>A share of strangers lies between 0 and 1, not {0}.</source>
        <translation>Ein Anteil von Fremden liegt zwischen 0 und 1, nicht bei {0}.</translation>
    </message>
    <message>
        <source>Add yourself to the group &apos;video&apos; (sudo usermod -aG video $USER) and log in again.</source>
        <translation>Sich selbst zur Gruppe „video“ hinzufügen (sudo usermod -aG video $USER) und neu anmelden.</translation>
    </message>
    <message>
        <source>Analysing a picture failed unexpectedly. The log has the details.</source>
        <translation>Beim Auswerten eines Bildes ist unerwartet etwas schiefgegangen. Einzelheiten stehen im Protokoll.</translation>
    </message>
    <message>
        <source>Check both in the address.</source>
        <translation>In der Adresse beides prüfen.</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>Die Zugriffsrechte prüfen.</translation>
    </message>
    <message>
        <source>Check the address and port.</source>
        <translation>Adresse und Port prüfen.</translation>
    </message>
    <message>
        <source>Check the address.</source>
        <translation>Die Adresse prüfen.</translation>
    </message>
    <message>
        <source>Check the address; a browser or player tells whether it plays at all.</source>
        <translation>Die Adresse prüfen; ein Browser oder Abspielprogramm zeigt, ob überhaupt etwas kommt.</translation>
    </message>
    <message>
        <source>Check the file&apos;s permissions.</source>
        <translation>Die Zugriffsrechte der Datei prüfen.</translation>
    </message>
    <message>
        <source>Check the path after the host&apos;s name.</source>
        <translation>Den Pfad hinter dem Namen des Rechners prüfen.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>Den Pfad prüfen.</translation>
    </message>
    <message>
        <source>Check the user name and password.</source>
        <translation>Benutzername und Passwort prüfen.</translation>
    </message>
    <message>
        <source>Choose &apos;auto&apos; or &apos;cpu&apos;, or see `facet doctor`.</source>
        <translation>„auto“ oder „cpu“ wählen, oder siehe `facet doctor`.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write.</source>
        <translation>Einen Ordner mit Schreibrecht wählen.</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>Einen kürzeren wählen.</translation>
    </message>
    <message>
        <source>Choose another folder for the gallery.</source>
        <translation>Einen anderen Ordner für die Galerie wählen.</translation>
    </message>
    <message>
        <source>Choose another model with --model.</source>
        <translation>Mit --model ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>Choose another name, or merge the two.</source>
        <translation>Einen anderen Namen wählen oder die beiden zusammenführen.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Choose another place in the settings.</source>
        <translation>In den Einstellungen einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>Choose from: {0}.</source>
        <translation>Zur Wahl stehen: {0}.</translation>
    </message>
    <message>
        <source>Choose references of {0}.</source>
        <translation>Referenzbilder von {0} wählen.</translation>
    </message>
    <message>
        <source>Choose two people.</source>
        <translation>Zwei Personen wählen.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow desktop apps the camera in Settings, Privacy.</source>
        <translation>Andere Programme schließen, die sie verwenden, und unter „Einstellungen“, „Datenschutz“ Desktop-Apps die Kamera erlauben.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow the camera for this program in System Settings, Privacy &amp; Security.</source>
        <translation>Andere Programme schließen, die sie verwenden, und diesem Programm in den Systemeinstellungen unter „Datenschutz &amp; Sicherheit“ die Kamera erlauben.</translation>
    </message>
    <message>
        <source>Close other programs that use the camera, or unplug it and plug it in again.</source>
        <translation>Andere Programme schließen, die die Kamera verwenden, oder sie ab- und wieder anstecken.</translation>
    </message>
    <message>
        <source>Close other viewers of this camera.</source>
        <translation>Andere Betrachter dieser Kamera schließen.</translation>
    </message>
    <message>
        <source>Close other windows of Facet; it is done when the gallery is next opened.</source>
        <translation>Andere Fenster von Facet schließen; es geschieht, wenn die Galerie das nächste Mal geöffnet wird.</translation>
    </message>
    <message>
        <source>Close what uses it, and erase again.</source>
        <translation>Schließen, was es verwendet, und erneut löschen.</translation>
    </message>
    <message>
        <source>Close what uses it, and try again.</source>
        <translation>Schließen, was es verwendet, und erneut versuchen.</translation>
    </message>
    <message>
        <source>Copy it again.</source>
        <translation>Erneut kopieren.</translation>
    </message>
    <message>
        <source>Copy it here first.</source>
        <translation>Zuerst hierher kopieren.</translation>
    </message>
    <message>
        <source>Delete it, and add another.</source>
        <translation>Löschen und ein anderes hinzufügen.</translation>
    </message>
    <message>
        <source>Enrol somebody else first.</source>
        <translation>Zuerst jemand anderen erfassen.</translation>
    </message>
    <message>
        <source>Export it again with facet-train export.</source>
        <translation>Mit facet-train export neu exportieren.</translation>
    </message>
    <message>
        <source>Export its answers instead.</source>
        <translation>Stattdessen die Antworten exportieren.</translation>
    </message>
    <message>
        <source>Export the gallery again.</source>
        <translation>Die Galerie neu exportieren.</translation>
    </message>
    <message>
        <source>Facet works with its own models meanwhile; `facet models pull {0}` tries again.</source>
        <translation>Facet arbeitet derweil mit den eigenen Modellen; `facet models pull {0}` versucht es erneut.</translation>
    </message>
    <message>
        <source>Facet&apos;s assets are missing; looked in {0}</source>
        <translation>Die Dateien von Facet fehlen; gesucht wurde in {0}</translation>
    </message>
    <message>
        <source>Fine-tune first.</source>
        <translation>Zuerst fein anpassen.</translation>
    </message>
    <message>
        <source>For example 0.01.</source>
        <translation>Zum Beispiel 0.01.</translation>
    </message>
    <message>
        <source>Free some space there.</source>
        <translation>Dort Platz schaffen.</translation>
    </message>
    <message>
        <source>Import an exported archive into a new gallery, or move the file away to begin anew.</source>
        <translation>Ein exportiertes Archiv in eine neue Galerie importieren, oder die Datei wegbewegen, um neu zu beginnen.</translation>
    </message>
    <message>
        <source>Install Facet again.</source>
        <translation>Facet neu installieren.</translation>
    </message>
    <message>
        <source>Is it on, and in this network?</source>
        <translation>Ist sie an und in diesem Netzwerk?</translation>
    </message>
    <message>
        <source>Is it still there?</source>
        <translation>Ist sie noch da?</translation>
    </message>
    <message>
        <source>Is the camera or server on, and the port right?</source>
        <translation>Ist die Kamera oder der Server an, und stimmt der Port?</translation>
    </message>
    <message>
        <source>It may be of another version than Facet.</source>
        <translation>Vielleicht stammt es von einer anderen Version als Facet.</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 1,000</source>
        <translation>LFW ohne die vorgegebenen Personen, 200 mit bis zu 5 Bildern erfasst, Schwelle für 1 Fremden von 1.000</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 100</source>
        <translation>LFW ohne die vorgegebenen Personen, 200 mit bis zu 5 Bildern erfasst, Schwelle für 1 Fremden von 100</translation>
    </message>
    <message>
        <source>MP4, MOV, MKV, WebM, AVI and animated GIF can be played.</source>
        <translation>MP4, MOV, MKV, WebM, AVI und animiertes GIF lassen sich abspielen.</translation>
    </message>
    <message>
        <source>Make it first.</source>
        <translation>Zuerst anlegen.</translation>
    </message>
    <message>
        <source>Make it smaller first.</source>
        <translation>Zuerst verkleinern.</translation>
    </message>
    <message>
        <source>Make room or set XDG_CACHE_HOME to another folder.</source>
        <translation>Platz schaffen oder XDG_CACHE_HOME auf einen anderen Ordner setzen.</translation>
    </message>
    <message>
        <source>Models for Facet end in .onnx.</source>
        <translation>Modelle für Facet enden auf .onnx.</translation>
    </message>
    <message>
        <source>Nobody is enrolled without a picture.</source>
        <translation>Ohne Bild wird niemand erfasst.</translation>
    </message>
    <message>
        <source>Nobody is enrolled yet.</source>
        <translation>Noch ist niemand erfasst.</translation>
    </message>
    <message>
        <source>Nobody was merged into {0}.</source>
        <translation>Mit {0} wurde niemand zusammengeführt.</translation>
    </message>
    <message>
        <source>Nothing is known of strangers under this embedding model ({0}).</source>
        <translation>Für dieses Modell ist nichts über Fremde bekannt ({0}).</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>ONNX Runtime fell back to &apos;{0}&apos;</source>
        <translation>ONNX Runtime ist auf „{0}“ ausgewichen</translation>
    </message>
    <message>
        <source>Open it with `facet people list` first, or update the trainer.</source>
        <translation>Zuerst mit `facet people list` öffnen oder den Trainer aktualisieren.</translation>
    </message>
    <message>
        <source>Plug one in, or use the demo, a file or a stream.</source>
        <translation>Eine anschließen, oder die Demo, eine Datei oder einen Stream verwenden.</translation>
    </message>
    <message>
        <source>Possible are demo, camera:0, a video, a photo, a folder of photos, and an http:// or rtsp:// address.</source>
        <translation>Möglich sind demo, camera:0, ein Video, ein Foto, ein Ordner mit Fotos und eine Adresse mit http:// oder rtsp://.</translation>
    </message>
    <message>
        <source>Reading the source failed unexpectedly. The log has the details.</source>
        <translation>Beim Lesen der Quelle ist unerwartet etwas schiefgegangen. Einzelheiten stehen im Protokoll.</translation>
    </message>
    <message>
        <source>Recording failed unexpectedly. The log has the details.</source>
        <translation>Beim Aufzeichnen ist unerwartet etwas schiefgegangen. Einzelheiten stehen im Protokoll.</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>Umbenennen.</translation>
    </message>
    <message>
        <source>Rename them first.</source>
        <translation>Zuerst die andere Person umbenennen.</translation>
    </message>
    <message>
        <source>SFace (MobileFaceNet), OpenCV Zoo&apos;s published weights; compared by cosine.</source>
        <translation>SFace (MobileFaceNet), veröffentlichte Gewichte aus dem OpenCV Zoo; verglichen wird mit dem Kosinus.</translation>
    </message>
    <message>
        <source>Subfolders are not searched.</source>
        <translation>Unterordner werden nicht durchsucht.</translation>
    </message>
    <message>
        <source>The figures of this training can&apos;t be read.</source>
        <translation>Die Zahlen dieses Trainings lassen sich nicht lesen.</translation>
    </message>
    <message>
        <source>The file may be damaged.</source>
        <translation>Die Datei ist vielleicht beschädigt.</translation>
    </message>
    <message>
        <source>The picture can&apos;t be recorded here.</source>
        <translation>Das Bild lässt sich hier nicht aufzeichnen.</translation>
    </message>
    <message>
        <source>The picture of the recording {0} can&apos;t be deleted ({1}).</source>
        <translation>Das Bild der Aufzeichnung {0} lässt sich nicht löschen ({1}).</translation>
    </message>
    <message>
        <source>The picture of this recording can&apos;t be read ({0}).</source>
        <translation>Das Bild dieser Aufzeichnung lässt sich nicht lesen ({0}).</translation>
    </message>
    <message>
        <source>The provider &apos;{0}&apos; can&apos;t be used: {1}.</source>
        <translation>„{0}“ lässt sich nicht verwenden: {1}.</translation>
    </message>
    <message>
        <source>The recording can&apos;t be written ({0}).</source>
        <translation>Die Aufzeichnung lässt sich nicht schreiben ({0}).</translation>
    </message>
    <message>
        <source>The recording {0} can&apos;t be used: {1}.</source>
        <translation>Die Aufzeichnung {0} lässt sich nicht verwenden: {1}.</translation>
    </message>
    <message>
        <source>The trainer is not part of this program: it needs a Python of its own.</source>
        <translation>Der Trainer gehört nicht zu diesem Programm: er braucht ein eigenes Python.</translation>
    </message>
    <message>
        <source>The trainer of {0} is of another version than Facet.</source>
        <translation>Der Trainer von {0} hat eine andere Version als Facet.</translation>
    </message>
    <message>
        <source>The training can&apos;t be kept in {0} ({1}).</source>
        <translation>Das Training lässt sich in {0} nicht aufbewahren ({1}).</translation>
    </message>
    <message>
        <source>There is no Python at {0}.</source>
        <translation>Unter {0} gibt es kein Python.</translation>
    </message>
    <message>
        <source>There is no Python in {0}.</source>
        <translation>In {0} gibt es kein Python.</translation>
    </message>
    <message>
        <source>There is no detector &apos;{0}&apos;.</source>
        <translation>Es gibt keinen Detektor „{0}“.</translation>
    </message>
    <message>
        <source>There is no head to export.</source>
        <translation>Es gibt keinen Kopf zum Exportieren.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to pull.</source>
        <translation>Es gibt kein Modell „{0}“ zum Herunterladen.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to tell people apart.</source>
        <translation>Es gibt kein Modell „{0}“, das Personen unterscheidet.</translation>
    </message>
    <message>
        <source>There is no model for &apos;{0}&apos;.</source>
        <translation>Es gibt kein Modell für „{0}“.</translation>
    </message>
    <message>
        <source>There is no picture in this recording, so it can&apos;t run again.</source>
        <translation>In dieser Aufzeichnung ist kein Bild, darum kann sie nicht erneut durchlaufen.</translation>
    </message>
    <message>
        <source>There is no picture in this recording.</source>
        <translation>In dieser Aufzeichnung ist kein Bild.</translation>
    </message>
    <message>
        <source>There is no provider &apos;{0}&apos;.</source>
        <translation>Eine Ausführung auf „{0}“ gibt es nicht.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>There is {0} in the gallery.</source>
        <translation>In der Galerie: {0}.</translation>
    </message>
    <message>
        <source>They hold until Facet closes. Make the folder writable to keep them.</source>
        <translation>Sie gelten, bis Facet geschlossen wird. Um sie zu behalten, den Ordner beschreibbar machen.</translation>
    </message>
    <message>
        <source>They may have been moved already.</source>
        <translation>Vielleicht wurden sie schon verschoben.</translation>
    </message>
    <message>
        <source>This can&apos;t be undone yet: who got the pictures was merged into somebody since.</source>
        <translation>Das lässt sich noch nicht rückgängig machen: wer die Bilder bekam, wurde inzwischen mit jemandem zusammengeführt.</translation>
    </message>
    <message>
        <source>This is undone already.</source>
        <translation>Das ist schon rückgängig gemacht.</translation>
    </message>
    <message>
        <source>This picture is no longer in the gallery.</source>
        <translation>Dieses Bild ist nicht mehr in der Galerie.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Gleich noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Erneut versuchen.</translation>
    </message>
    <message>
        <source>Try http:// in your own network.</source>
        <translation>Im eigenen Netzwerk http:// versuchen.</translation>
    </message>
    <message>
        <source>Turn on “Keep the picture” in the settings before recording.</source>
        <translation>Vor dem Aufzeichnen in den Einstellungen „Bild aufbewahren“ einschalten.</translation>
    </message>
    <message>
        <source>Undo that first.</source>
        <translation>Zuerst das rückgängig machen.</translation>
    </message>
    <message>
        <source>Unknown: {0}. {1} has {2}; {3} is needed.</source>
        <translation>Unbekannt: {0}. {1} hat {2}; nötig ist {3}.</translation>
    </message>
    <message>
        <source>Update Facet.</source>
        <translation>Facet aktualisieren.</translation>
    </message>
    <message>
        <source>Update Facet; the file was not touched.</source>
        <translation>Facet aktualisieren; die Datei wurde nicht angerührt.</translation>
    </message>
    <message>
        <source>Use .mp4.</source>
        <translation>.mp4 verwenden.</translation>
    </message>
    <message>
        <source>What the trainer found in the folder can&apos;t be read.</source>
        <translation>Was der Trainer im Ordner gefunden hat, lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>What was there before is kept.</source>
        <translation>Was vorher da war, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Write it as http://host/path.</source>
        <translation>In der Form http://host/path schreiben.</translation>
    </message>
    <message>
        <source>Write it in letters.</source>
        <translation>In Buchstaben schreiben.</translation>
    </message>
    <message>
        <source>Write them into the address: http://user:password@host/</source>
        <translation>In die Adresse schreiben: http://user:password@host/</translation>
    </message>
    <message>
        <source>Your settings at {0} could not be read ({1}); defaults are used.</source>
        <translation>Ihre Einstellungen unter {0} ließen sich nicht lesen ({1}); die Vorgaben gelten.</translation>
    </message>
    <message>
        <source>Your settings could not be saved to {0}: {1}.</source>
        <translation>Ihre Einstellungen ließen sich nicht in {0} speichern: {1}.</translation>
    </message>
    <message>
        <source>Your settings {0}, and the file could not be set aside ({1}); defaults are used. Move {2} away to keep it.</source>
        <translation>Ihre Einstellungen {0}, und die Datei ließ sich nicht beiseitelegen ({1}); die Vorgaben gelten. Um {2} zu behalten, die Datei wegbewegen.</translation>
    </message>
    <message>
        <source>Your settings {0}. Facet starts with defaults; the old file is kept as {1}.</source>
        <translation>Ihre Einstellungen {0}. Facet beginnt mit den Vorgaben; die alte Datei wird als {1} aufbewahrt.</translation>
    </message>
    <message>
        <source>`facet doctor` lists the models at hand and where they are looked for.</source>
        <translation>`facet doctor` zeigt die vorhandenen Modelle und wo nach ihnen gesucht wird.</translation>
    </message>
    <message>
        <source>`facet models pull sface` brings one.</source>
        <translation>`facet models pull sface` holt eines.</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it anew.</source>
        <translation>`facet models pull yunet` holt es neu.</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it.</source>
        <translation>`facet models pull yunet` holt es.</translation>
    </message>
    <message>
        <source>`facet people add NAME PHOTO…` makes one.</source>
        <translation>`facet people add NAME PHOTO…` legt eine an.</translation>
    </message>
    <message>
        <source>`facet people list --gallery DIR` says whether there is one.</source>
        <translation>`facet people list --gallery DIR` zeigt, ob es eine gibt.</translation>
    </message>
    <message>
        <source>`facet people list` names everyone.</source>
        <translation>`facet people list` nennt alle.</translation>
    </message>
    <message>
        <source>`facet people verify` names what is damaged.</source>
        <translation>`facet people verify` nennt, was beschädigt ist.</translation>
    </message>
    <message>
        <source>a line that is too long</source>
        <translation>eine Zeile, die zu lang ist</translation>
    </message>
    <message>
        <source>a newer Facet made it</source>
        <translation>ein neueres Facet hat sie gemacht</translation>
    </message>
    <message>
        <source>a newer Facet wrote this archive</source>
        <translation>ein neueres Facet hat dieses Archiv geschrieben</translation>
    </message>
    <message>
        <source>a newer Facet wrote this gallery (form {0}, this one knows {1})</source>
        <translation>ein neueres Facet hat diese Galerie geschrieben (Form {0}, dieses kennt {1})</translation>
    </message>
    <message>
        <source>a picture can&apos;t be written as &apos;{0}&apos;</source>
        <translation>ein Bild lässt sich nicht als „{0}“ schreiben</translation>
    </message>
    <message>
        <source>a picture in the gallery is damaged</source>
        <translation>ein Bild in der Galerie ist beschädigt</translation>
    </message>
    <message>
        <source>a picture that is too large</source>
        <translation>ein Bild, das zu groß ist</translation>
    </message>
    <message>
        <source>a picture with too many headers</source>
        <translation>ein Bild mit zu vielen Kopfzeilen</translation>
    </message>
    <message>
        <source>a row of &apos;{0}&apos; belongs to nobody</source>
        <translation>eine Zeile von „{0}“ gehört zu niemandem</translation>
    </message>
    <message>
        <source>an embedding answers no question by itself</source>
        <translation>ein Merkmalsvektor beantwortet für sich keine Frage</translation>
    </message>
    <message>
        <source>an embedding is damaged</source>
        <translation>ein Merkmalsvektor ist beschädigt</translation>
    </message>
    <message>
        <source>another face</source>
        <translation>ein anderes Gesicht</translation>
    </message>
    <message>
        <source>as published; OpenCV Zoo does not say</source>
        <translation>wie veröffentlicht; OpenCV Zoo sagt es nicht</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>could not be read as text</source>
        <translation>ließen sich nicht als Text lesen</translation>
    </message>
    <message>
        <source>could not be understood</source>
        <translation>waren nicht zu verstehen</translation>
    </message>
    <message>
        <source>erase everyone</source>
        <translation>alle löschen</translation>
    </message>
    <message>
        <source>hold a value that can&apos;t be used ({0})</source>
        <translation>enthalten einen Wert, der nicht geht ({0})</translation>
    </message>
    <message>
        <source>hold still</source>
        <translation>still halten</translation>
    </message>
    <message>
        <source>Licence of the weights: {0}</source>
        <translation>Lizenz der Gewichte: {0}</translation>
    </message>
    <message>
        <source>1 channel: its colour is grey</source>
        <translation>1 Kanal: die Farbe ist Grau</translation>
    </message>
    <message>
        <source>3 channels: its colour is not grey</source>
        <translation>3 Kanäle: die Farbe ist nicht Grau</translation>
    </message>
    <message>
        <source>Choose the pictures once more.</source>
        <translation>Die Bilder noch einmal wählen.</translation>
    </message>
    <message>
        <source>Comes from {0}.</source>
        <translation>Kommt von {0}.</translation>
    </message>
    <message>
        <source>Download the file and open it here.</source>
        <translation>Die Datei herunterladen und hier öffnen.</translation>
    </message>
    <message>
        <source>Export it again for inference, with a free batch size.</source>
        <translation>Neu exportieren, zum Anwenden und mit freier Stapelgröße.</translation>
    </message>
    <message>
        <source>Export it as ONNX again.</source>
        <translation>Neu als ONNX exportieren.</translation>
    </message>
    <message>
        <source>Facet feeds one picture of 1 or 3 channels, and takes one row of numbers.</source>
        <translation>Facet gibt ein Bild mit 1 oder 3 Kanälen ein und nimmt eine Zeile von Zahlen entgegen.</translation>
    </message>
    <message>
        <source>Files up to 1.9 GB can be.</source>
        <translation>Möglich sind Dateien bis 1,9 GB.</translation>
    </message>
    <message>
        <source>Fine-tune again: it learns those who are there now.</source>
        <translation>Erneut fein anpassen: gelernt werden die, die jetzt da sind.</translation>
    </message>
    <message>
        <source>Get the file again from where it came, or choose another one. A model that you trained is written again by `facet-train export`.</source>
        <translation>Die Datei noch einmal von dort holen, woher sie kam, oder eine andere wählen. Ein selbst trainiertes Modell schreibt `facet-train export` neu.</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean is of three colours, and the network takes grey.</source>
        <translation>Der Mittelwert von ImageNet hat drei Farben, und das Netz nimmt Grau.</translation>
    </message>
    <message>
        <source>Move it to {0}.</source>
        <translation>Verschieben Sie es nach {0}.</translation>
    </message>
    <message>
        <source>Name the face or add the pictures once more.</source>
        <translation>Das Gesicht noch einmal benennen oder die Bilder noch einmal hinzufügen.</translation>
    </message>
    <message>
        <source>One label a line, or JSON: [&quot;cat&quot;, &quot;dog&quot;] or {&quot;0&quot;: &quot;cat&quot;}.</source>
        <translation>Eine Antwort je Zeile, oder JSON: [&quot;cat&quot;, &quot;dog&quot;] oder {&quot;0&quot;: &quot;cat&quot;}.</translation>
    </message>
    <message>
        <source>Somebody, or a picture, was erased while the head was fitted: it was not kept.</source>
        <translation>Während der Kopf angepasst wurde, wurde jemand oder ein Bild gelöscht: er wurde nicht behalten.</translation>
    </message>
    <message>
        <source>Start the training again.</source>
        <translation>Das Training neu starten.</translation>
    </message>
    <message>
        <source>The card&apos;s field &apos;{0}&apos; doesn&apos;t fit: {1}.</source>
        <translation>Das Feld „{0}“ der Karte passt nicht: {1}.</translation>
    </message>
    <message>
        <source>The network takes bytes: its pixels are not scaled before it.</source>
        <translation>Das Netz nimmt Bytes: seine Pixel werden vorher nicht skaliert.</translation>
    </message>
    <message>
        <source>The network takes {0}.</source>
        <translation>Das Netz nimmt {0}.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>WIDER FACE, the 99 faces of 30 pixels or more in 113 pictures of crowds</source>
        <translation>WIDER FACE, die 99 Gesichter ab 30 Pixeln in 113 Bildern von Menschenmengen</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: its pictures were erased.</source>
        <translation>Das lässt sich nicht wiederholen: die Bilder dazu wurden gelöscht.</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: something else was changed since.</source>
        <translation>Das lässt sich nicht wiederholen: seither wurde etwas anderes geändert.</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: the new name was erased.</source>
        <translation>Das lässt sich nicht wiederholen: der neue Name wurde gelöscht.</translation>
    </message>
    <message>
        <source>faces found</source>
        <translation>gefundene Gesichter</translation>
    </message>
    <message>
        <source>faces found by Haar</source>
        <translation>von Haar gefundene Gesichter</translation>
    </message>
    <message>
        <source>had from</source>
        <translation>bezogen von</translation>
    </message>
    <message>
        <source>it answers otherwise for two pictures than for each by itself</source>
        <translation>es antwortet bei zwei Bildern anders als bei jedem einzeln</translation>
    </message>
    <message>
        <source>it answers with an error ({0})</source>
        <translation>es kommt ein Fehler als Antwort ({0})</translation>
    </message>
    <message>
        <source>it answers {0}</source>
        <translation>es kommt die Antwort {0}</translation>
    </message>
    <message>
        <source>it answers {0} numbers for a picture, not one row</source>
        <translation>es antwortet mit {0} Zahlen für ein Bild, nicht mit einer Zeile</translation>
    </message>
    <message>
        <source>it asks for a user name and password</source>
        <translation>ein Benutzername und ein Passwort werden verlangt</translation>
    </message>
    <message>
        <source>it can&apos;t be opened; another program may be using it</source>
        <translation>lässt sich nicht öffnen; vielleicht verwendet sie ein anderes Programm</translation>
    </message>
    <message>
        <source>it can&apos;t be reached</source>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>it can&apos;t be reached ({0})</source>
        <translation>nicht erreichbar ({0})</translation>
    </message>
    <message>
        <source>it can&apos;t be read ({0})</source>
        <translation>nicht lesbar ({0})</translation>
    </message>
    <message>
        <source>it can&apos;t be read any more</source>
        <translation>nicht mehr lesbar</translation>
    </message>
    <message>
        <source>it can&apos;t be written ({0})</source>
        <translation>nicht beschreibbar ({0})</translation>
    </message>
    <message>
        <source>it could not be copied ({0})</source>
        <translation>ließ sich nicht kopieren ({0})</translation>
    </message>
    <message>
        <source>it could not be put back ({0})</source>
        <translation>ließ sich nicht zurücklegen ({0})</translation>
    </message>
    <message>
        <source>it could not be removed ({0})</source>
        <translation>ließ sich nicht entfernen ({0})</translation>
    </message>
    <message>
        <source>it could not be written ({0})</source>
        <translation>ließ sich nicht schreiben ({0})</translation>
    </message>
    <message>
        <source>it does not accept this user name and password</source>
        <translation>dieser Benutzername und dieses Passwort werden nicht angenommen</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>es kommt keine Antwort</translation>
    </message>
    <message>
        <source>it does not answer as a web server does</source>
        <translation>es antwortet nicht wie ein Webserver</translation>
    </message>
    <message>
        <source>it does not answer with floats</source>
        <translation>es antwortet nicht mit Gleitkommazahlen</translation>
    </message>
    <message>
        <source>it does not run on a picture of {0} × {1}</source>
        <translation>es läuft nicht mit einem Bild von {0} × {1}</translation>
    </message>
    <message>
        <source>it does not say where a face&apos;s points are</source>
        <translation>es sagt nicht, wo die Punkte eines Gesichts sind</translation>
    </message>
    <message>
        <source>it ended with {0}</source>
        <translation>endete mit {0}</translation>
    </message>
    <message>
        <source>it gives no pictures any more</source>
        <translation>es kommen keine Bilder mehr</translation>
    </message>
    <message>
        <source>it has {0} inputs and {1} outputs, not one of each</source>
        <translation>es hat {0} Eingänge und {1} Ausgänge, nicht je einen</translation>
    </message>
    <message>
        <source>it holds sound and no picture</source>
        <translation>enthält Ton und kein Bild</translation>
    </message>
    <message>
        <source>it is a device or pipe</source>
        <translation>es ist ein Gerät oder eine Pipe</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es ist ein Ordner</translation>
    </message>
    <message>
        <source>it is a folder and no video</source>
        <translation>es ist ein Ordner und kein Video</translation>
    </message>
    <message>
        <source>it is a photo and no video</source>
        <translation>es ist ein Foto und kein Video</translation>
    </message>
    <message>
        <source>it is a text and no video</source>
        <translation>es ist ein Text und kein Video</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>es ist kein Text</translation>
    </message>
    <message>
        <source>it is no valid JSON</source>
        <translation>es ist kein gültiges JSON</translation>
    </message>
    <message>
        <source>it is no video that can be played</source>
        <translation>es ist kein Video, das sich abspielen lässt</translation>
    </message>
    <message>
        <source>it is no whole archive ({0})</source>
        <translation>es ist kein ganzes Archiv ({0})</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>es ist keine Datei</translation>
    </message>
    <message>
        <source>it is not a model that ONNX Runtime can run</source>
        <translation>es ist kein Modell, das ONNX Runtime ausführen kann</translation>
    </message>
    <message>
        <source>it is not a model that OpenCV can run</source>
        <translation>es ist kein Modell, das OpenCV ausführen kann</translation>
    </message>
    <message>
        <source>it is not a picture that Facet can read</source>
        <translation>es ist kein Bild, das Facet lesen kann</translation>
    </message>
    <message>
        <source>it is not an ONNX file</source>
        <translation>es ist keine ONNX-Datei</translation>
    </message>
    <message>
        <source>it is not the SFace network that was published</source>
        <translation>es ist nicht das veröffentlichte SFace-Netz</translation>
    </message>
    <message>
        <source>it is too busy (503)</source>
        <translation>zu beschäftigt (503)</translation>
    </message>
    <message>
        <source>it is too large for a list of labels</source>
        <translation>für eine Liste von Antworten zu groß</translation>
    </message>
    <message>
        <source>it is too large to be rewritten</source>
        <translation>zu groß, um neu geschrieben zu werden</translation>
    </message>
    <message>
        <source>it is write-protected</source>
        <translation>schreibgeschützt</translation>
    </message>
    <message>
        <source>it names a file on another machine</source>
        <translation>nennt eine Datei auf einem anderen Rechner</translation>
    </message>
    <message>
        <source>it refuses access (403)</source>
        <translation>der Zugriff wird verweigert (403)</translation>
    </message>
    <message>
        <source>it sends &apos;{0}&apos; and no JPEG pictures</source>
        <translation>es kommt „{0}“ und keine JPEG-Bilder</translation>
    </message>
    <message>
        <source>it sends nothing that can be decoded</source>
        <translation>es kommt nichts, das sich entschlüsseln lässt</translation>
    </message>
    <message>
        <source>it sends {0}</source>
        <translation>es kommt {0}</translation>
    </message>
    <message>
        <source>it takes one picture at a time and no batch</source>
        <translation>es nimmt immer nur ein Bild und keinen Stapel</translation>
    </message>
    <message>
        <source>it takes pictures of {0} × {1}</source>
        <translation>es nimmt Bilder von {0} × {1}</translation>
    </message>
    <message>
        <source>it takes {0}, neither floats nor bytes</source>
        <translation>es nimmt {0}, weder Gleitkommazahlen noch Bytes</translation>
    </message>
    <message>
        <source>it took longer than {0} s</source>
        <translation>es dauerte länger als {0} s</translation>
    </message>
    <message>
        <source>it was closed at once</source>
        <translation>wurde sofort geschlossen</translation>
    </message>
    <message>
        <source>it was closed while it was being opened</source>
        <translation>wurde beim Öffnen geschlossen</translation>
    </message>
    <message>
        <source>it was stopped</source>
        <translation>wurde angehalten</translation>
    </message>
    <message>
        <source>it was unplugged</source>
        <translation>wurde abgesteckt</translation>
    </message>
    <message>
        <source>its answers are missing</source>
        <translation>die Antworten fehlen</translation>
    </message>
    <message>
        <source>its archive has no readable {0}</source>
        <translation>das Archiv enthält kein lesbares {0}</translation>
    </message>
    <message>
        <source>its certificate is not trusted</source>
        <translation>dem Zertifikat wird nicht vertraut</translation>
    </message>
    <message>
        <source>its file is damaged ({0})</source>
        <translation>die Datei ist beschädigt ({0})</translation>
    </message>
    <message>
        <source>its index can&apos;t be understood</source>
        <translation>das Verzeichnis ist nicht zu verstehen</translation>
    </message>
    <message>
        <source>its index has a value that can&apos;t be used ({0})</source>
        <translation>das Verzeichnis hat einen Wert, der nicht geht ({0})</translation>
    </message>
    <message>
        <source>its input has {0} dimensions, not the four of pictures</source>
        <translation>der Eingang hat {0} Dimensionen, nicht die vier von Bildern</translation>
    </message>
    <message>
        <source>its input of {0} does not say where the colours stand</source>
        <translation>der Eingang von {0} sagt nicht, wo die Farben stehen</translation>
    </message>
    <message>
        <source>its name is not valid UTF-8</source>
        <translation>der Name ist kein gültiges UTF-8</translation>
    </message>
    <message>
        <source>its pages contradict each other</source>
        <translation>die Seiten widersprechen einander</translation>
    </message>
    <message>
        <source>its picture can&apos;t be read ({0})</source>
        <translation>das Bild lässt sich nicht lesen ({0})</translation>
    </message>
    <message>
        <source>its picture is missing or damaged</source>
        <translation>das Bild fehlt oder ist beschädigt</translation>
    </message>
    <message>
        <source>its table goes neither from numbers to labels nor back</source>
        <translation>die Tabelle führt weder von Zahlen zu Antworten noch zurück</translation>
    </message>
    <message>
        <source>known already</source>
        <translation>schon bekannt</translation>
    </message>
    <message>
        <source>known named rightly</source>
        <translation>Bekannte richtig benannt</translation>
    </message>
    <message>
        <source>like two people alike</source>
        <translation>zwei Personen gleich ähnlich</translation>
    </message>
    <message>
        <source>looking again</source>
        <translation>wird noch einmal angesehen</translation>
    </message>
    <message>
        <source>marked as not {0}</source>
        <translation>als nicht {0} markiert</translation>
    </message>
    <message>
        <source>marked as somebody else</source>
        <translation>als jemand anderes markiert</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>no boundary between its pictures</source>
        <translation>keine Grenze zwischen den Bildern</translation>
    </message>
    <message>
        <source>no embedding: {0}</source>
        <translation>kein Merkmalsvektor: {0}</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>kein Gesicht</translation>
    </message>
    <message>
        <source>no machine of this name is known</source>
        <translation>kein Rechner dieses Namens ist bekannt</translation>
    </message>
    <message>
        <source>no package index that pip can reach has it</source>
        <translation>kein Paketverzeichnis, das pip erreicht, hat es</translation>
    </message>
    <message>
        <source>no person with number {0}</source>
        <translation>keine Person mit der Nummer {0}</translation>
    </message>
    <message>
        <source>no picture came for {0} s</source>
        <translation>{0} s lang kam kein Bild</translation>
    </message>
    <message>
        <source>no picture came within {0} s</source>
        <translation>binnen {0} s kam kein Bild</translation>
    </message>
    <message>
        <source>no picture comes any more</source>
        <translation>es kommt kein Bild mehr</translation>
    </message>
    <message>
        <source>no picture in it can be decoded</source>
        <translation>kein Bild darin lässt sich entschlüsseln</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>kein Lächeln</translation>
    </message>
    <message>
        <source>no usable GPU was found</source>
        <translation>keine verwendbare GPU wurde gefunden</translation>
    </message>
    <message>
        <source>no video can be played from it</source>
        <translation>kein Video lässt sich daraus abspielen</translation>
    </message>
    <message>
        <source>nobody called &apos;{0}&apos;</source>
        <translation>niemand namens „{0}“</translation>
    </message>
    <message>
        <source>nobody is enrolled</source>
        <translation>niemand ist erfasst</translation>
    </message>
    <message>
        <source>none is named</source>
        <translation>keine ist genannt</translation>
    </message>
    <message>
        <source>none of its {0} photos can be read; of {1}: {2}</source>
        <translation>keines der {0} Fotos ist lesbar; bei {1}: {2}</translation>
    </message>
    <message>
        <source>not like anybody enough</source>
        <translation>niemandem ähnlich genug</translation>
    </message>
    <message>
        <source>not like {0} enough</source>
        <translation>{0} nicht ähnlich genug</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>noch nicht angesehen</translation>
    </message>
    <message>
        <source>not seen well enough</source>
        <translation>nicht gut genug zu sehen</translation>
    </message>
    <message>
        <source>not taken: almost the same picture was taken already</source>
        <translation>nicht genommen: fast dasselbe Bild wurde schon genommen</translation>
    </message>
    <message>
        <source>not taken: it is there already, or almost the same picture</source>
        <translation>nicht genommen: dieses oder fast dasselbe Bild ist schon da</translation>
    </message>
    <message>
        <source>not taken: no face was found</source>
        <translation>nicht genommen: kein Gesicht gefunden</translation>
    </message>
    <message>
        <source>not taken: the face is too small ({0} pixels)</source>
        <translation>nicht genommen: das Gesicht ist zu klein ({0} Pixel)</translation>
    </message>
    <message>
        <source>one input and one output, not {0} and {1}</source>
        <translation>ein Eingang und ein Ausgang, nicht {0} und {1}</translation>
    </message>
    <message>
        <source>out of focus</source>
        <translation>unscharf</translation>
    </message>
    <message>
        <source>picture {0} is damaged</source>
        <translation>Bild {0} ist beschädigt</translation>
    </message>
    <message>
        <source>pip can&apos;t be started</source>
        <translation>pip lässt sich nicht starten</translation>
    </message>
    <message>
        <source>pip took longer than {0} s</source>
        <translation>pip brauchte länger als {0} s</translation>
    </message>
    <message>
        <source>points answer no question by themselves</source>
        <translation>Punkte beantworten für sich keine Frage</translation>
    </message>
    <message>
        <source>published by</source>
        <translation>veröffentlicht von</translation>
    </message>
    <message>
        <source>published sha256</source>
        <translation>veröffentlichte sha256</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>beiseitegelegt</translation>
    </message>
    <message>
        <source>source code</source>
        <translation>Quelltext</translation>
    </message>
    <message>
        <source>standard output</source>
        <translation>Standardausgabe</translation>
    </message>
    <message>
        <source>strangers named</source>
        <translation>Fremde mit Namen</translation>
    </message>
    <message>
        <source>the NVIDIA driver ({0}) is not installed</source>
        <translation>der NVIDIA-Treiber ({0}) ist nicht installiert</translation>
    </message>
    <message>
        <source>the card says {0}, the network {1}</source>
        <translation>die Karte sagt {0}, das Netz {1}</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>die Verbindung brach ab</translation>
    </message>
    <message>
        <source>the connection broke before its end</source>
        <translation>die Verbindung brach vor dem Ende ab</translation>
    </message>
    <message>
        <source>the connection is refused</source>
        <translation>die Verbindung wird abgelehnt</translation>
    </message>
    <message>
        <source>the face is too small ({0} of {1} pixels)</source>
        <translation>das Gesicht ist zu klein ({0} von {1} Pixeln)</translation>
    </message>
    <message>
        <source>the file holds none</source>
        <translation>die Datei enthält keine</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>die Datei ist leer</translation>
    </message>
    <message>
        <source>the file: {0}</source>
        <translation>die Datei: {0}</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be opened ({0})</source>
        <translation>die Galerie lässt sich nicht öffnen ({0})</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be read ({0})</source>
        <translation>die Galerie lässt sich nicht lesen ({0})</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be used now ({0})</source>
        <translation>die Galerie lässt sich gerade nicht verwenden ({0})</translation>
    </message>
    <message>
        <source>the gallery has form {0}, not {1}</source>
        <translation>die Galerie hat Form {0}, nicht {1}</translation>
    </message>
    <message>
        <source>the gallery is damaged ({0}); nothing was changed</source>
        <translation>die Galerie ist beschädigt ({0}); nichts wurde geändert</translation>
    </message>
    <message>
        <source>the journal is being read</source>
        <translation>das Journal wird gelesen</translation>
    </message>
    <message>
        <source>the largest of {0} faces</source>
        <translation>das größte von {0} Gesichtern</translation>
    </message>
    <message>
        <source>the list of its pictures is at the end of the file, and this server can&apos;t jump there</source>
        <translation>die Liste seiner Bilder steht am Ende der Datei, und dieser Server kann nicht dorthin springen</translation>
    </message>
    <message>
        <source>the name was another a moment ago</source>
        <translation>eben war es noch ein anderer Name</translation>
    </message>
    <message>
        <source>the network takes a fixed number of faces, not a batch of any size</source>
        <translation>das Netz nimmt eine feste Zahl von Gesichtern, nicht beliebig viele</translation>
    </message>
    <message>
        <source>the numbers of picture {0} are damaged</source>
        <translation>die Zahlen von Bild {0} sind beschädigt</translation>
    </message>
    <message>
        <source>the package index gave something else than one archive</source>
        <translation>das Paketverzeichnis gab etwas anderes als ein Archiv</translation>
    </message>
    <message>
        <source>the path is not valid</source>
        <translation>der Pfad ist nicht gültig</translation>
    </message>
    <message>
        <source>the picture claims more than {0} million pixels</source>
        <translation>das Bild gibt mehr als {0} Millionen Pixel an</translation>
    </message>
    <message>
        <source>the picture is damaged ({0})</source>
        <translation>das Bild ist beschädigt ({0})</translation>
    </message>
    <message>
        <source>the picture {0} is damaged</source>
        <translation>das Bild {0} ist beschädigt</translation>
    </message>
    <message>
        <source>the picture {0} was changed</source>
        <translation>das Bild {0} wurde verändert</translation>
    </message>
    <message>
        <source>the same model is here already, as {0}</source>
        <translation>dasselbe Modell ist schon da, als {0}</translation>
    </message>
    <message>
        <source>the stream has ended</source>
        <translation>der Stream ist zu Ende</translation>
    </message>
    <message>
        <source>the video is cut off: its index is missing</source>
        <translation>das Video ist abgeschnitten: sein Index fehlt</translation>
    </message>
    <message>
        <source>the whole file</source>
        <translation>die ganze Datei</translation>
    </message>
    <message>
        <source>there is no camera</source>
        <translation>es gibt keine Kamera</translation>
    </message>
    <message>
        <source>there is no gallery here</source>
        <translation>hier gibt es keine Galerie</translation>
    </message>
    <message>
        <source>there is no photo in this folder</source>
        <translation>in diesem Ordner ist kein Foto</translation>
    </message>
    <message>
        <source>there is no pip here to fetch it with</source>
        <translation>es gibt hier kein pip, um es zu holen</translation>
    </message>
    <message>
        <source>there is no such camera</source>
        <translation>es gibt keine solche Kamera</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>es gibt keine solche Datei</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>es gibt keine solche Datei und keinen solchen Ordner</translation>
    </message>
    <message>
        <source>there is no such user here</source>
        <translation>es gibt hier keinen solchen Benutzer</translation>
    </message>
    <message>
        <source>there is nothing at this address (404)</source>
        <translation>unter dieser Adresse gibt es nichts (404)</translation>
    </message>
    <message>
        <source>this build of ONNX Runtime does not have it</source>
        <translation>dieses ONNX Runtime hat es nicht</translation>
    </message>
    <message>
        <source>this is no gallery of Facet&apos;s</source>
        <translation>das ist keine Galerie von Facet</translation>
    </message>
    <message>
        <source>this is no recording of Facet&apos;s</source>
        <translation>das ist keine Aufzeichnung von Facet</translation>
    </message>
    <message>
        <source>this is not a gallery of Facet&apos;s</source>
        <translation>das ist keine Galerie von Facet</translation>
    </message>
    <message>
        <source>this is not an address</source>
        <translation>das ist keine Adresse</translation>
    </message>
    <message>
        <source>too bright</source>
        <translation>zu hell</translation>
    </message>
    <message>
        <source>too dark</source>
        <translation>zu dunkel</translation>
    </message>
    <message>
        <source>too little contrast</source>
        <translation>zu wenig Kontrast</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>zu klein</translation>
    </message>
    <message>
        <source>turned away</source>
        <translation>abgewandt</translation>
    </message>
    <message>
        <source>unlike the other pictures ({0})</source>
        <translation>den anderen Bildern nicht ähnlich ({0})</translation>
    </message>
    <message>
        <source>weights under Apache-2.0</source>
        <translation>Gewichte unter Apache-2.0</translation>
    </message>
    <message>
        <source>were written by a newer Facet</source>
        <translation>wurden von einem neueren Facet geschrieben</translation>
    </message>
    <message>
        <source>what it gives is larger than what was published</source>
        <translation>es kommt mehr, als veröffentlicht wurde</translation>
    </message>
    <message>
        <source>what it holds is larger than what was published</source>
        <translation>der Inhalt ist größer als das Veröffentlichte</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten ({0})</source>
        <translation>Gelöschtes ist noch nicht überschrieben ({0})</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten, the file is in use ({0})</source>
        <translation>Gelöschtes ist noch nicht überschrieben, die Datei wird verwendet ({0})</translation>
    </message>
    <message>
        <source>what was there</source>
        <translation>was da war</translation>
    </message>
    <message>
        <source>with its card it does not run, {0}: {1}</source>
        <translation>mit Karte läuft es nicht, {0}: {1}</translation>
    </message>
    <message>
        <source>you may not read it</source>
        <translation>es fehlt das Leserecht</translation>
    </message>
    <message>
        <source>you may not use {0}</source>
        <translation>{0} darf nicht verwendet werden</translation>
    </message>
    <message>
        <source>you said so</source>
        <translation>so gesagt</translation>
    </message>
    <message>
        <source>{0} answers differently from the CPU</source>
        <translation>{0} antwortet anders als die CPU</translation>
    </message>
    <message>
        <source>{0} can&apos;t be deleted ({1}).</source>
        <translation>{0} lässt sich nicht löschen ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be put back ({1}).</source>
        <translation>{0} lässt sich nicht zurücklegen ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be removed ({1}).</source>
        <translation>{0} lässt sich nicht entfernen ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be run ({1}).</source>
        <translation>{0} lässt sich nicht ausführen ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be used: {1}.</source>
        <translation>{0} lässt sich nicht verwenden: {1}.</translation>
    </message>
    <message>
        <source>{0} can&apos;t be written ({1}).</source>
        <translation>{0} lässt sich nicht schreiben ({1}).</translation>
    </message>
    <message>
        <source>{0} could not be pulled: {1}.</source>
        <translation>{0} ließ sich nicht herunterladen: {1}.</translation>
    </message>
    <message>
        <source>{0} could not start</source>
        <translation>{0} konnte nicht starten</translation>
    </message>
    <message>
        <source>{0} does not answer as a Python does.</source>
        <translation>{0} antwortet nicht wie ein Python.</translation>
    </message>
    <message>
        <source>{0} gave no answer within {1} seconds.</source>
        <translation>{0} gab binnen {1} Sekunden keine Antwort.</translation>
    </message>
    <message>
        <source>{0} has no trainer.</source>
        <translation>{0} hat keinen Trainer.</translation>
    </message>
    <message>
        <source>{0} has the trainer, but not all it needs: {1}.</source>
        <translation>{0} hat den Trainer, aber nicht alles, was er braucht: {1}.</translation>
    </message>
    <message>
        <source>{0} is not the published file: its sha256 differs</source>
        <translation>{0} ist nicht die veröffentlichte Datei: die sha256 weicht ab</translation>
    </message>
    <message>
        <source>{0} is not there</source>
        <translation>{0} ist nicht da</translation>
    </message>
    <message>
        <source>{0} is not what Facet makes of {1}</source>
        <translation>{0} ist nicht, was Facet aus {1} macht</translation>
    </message>
    <message>
        <source>{0} to {1} pixels can be fed.</source>
        <translation>Möglich sind {0} bis {1} Pixel.</translation>
    </message>
    <message>
        <source>{0}, 3 false finds of that size</source>
        <translation>{0}, 3 falsche Funde dieser Größe</translation>
    </message>
    <message>
        <source>{0}, at most 1 find in 20 false, of any size</source>
        <translation>{0}, höchstens 1 von 20 Funden falsch, bei jeder Größe</translation>
    </message>
    <message>
        <source>{0}, which Facet makes of it, is not there</source>
        <translation>{0}, das Facet daraus macht, ist nicht da</translation>
    </message>
    <message>
        <source>{0}: &apos;{1}&apos; is no video that Facet writes.</source>
        <translation>{0}: „{1}“ ist kein Video, das Facet schreibt.</translation>
    </message>
    <message>
        <source>{0}: OpenCV can&apos;t write to a path that is not valid text.</source>
        <translation>{0}: OpenCV kann nicht in einen Pfad schreiben, der kein gültiger Text ist.</translation>
    </message>
    <message>
        <source>{0}: a newer Facet wrote this.</source>
        <translation>{0}: das hat ein neueres Facet geschrieben.</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be deleted ({1}).</source>
        <translation>{0}: lässt sich nicht löschen ({1}).</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be removed ({1}).</source>
        <translation>{0}: lässt sich nicht entfernen ({1}).</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be written ({1}).</source>
        <translation>{0}: lässt sich nicht schreiben ({1}).</translation>
    </message>
    <message>
        <source>{0}: it is not the file that was published, the sha256 differs.</source>
        <translation>{0}: es ist nicht die veröffentlichte Datei, die sha256 weicht ab.</translation>
    </message>
    <message>
        <source>{0}: its file is not the published one, the sha256 differs</source>
        <translation>{0}: die Datei ist nicht die veröffentlichte, die sha256 weicht ab</translation>
    </message>
    <message>
        <source>{0}: nothing can be recorded there ({1}).</source>
        <translation>{0}: dort lässt sich nichts aufzeichnen ({1}).</translation>
    </message>
    <message>
        <source>{0}: such a video can&apos;t be encoded here.</source>
        <translation>{0}: ein solches Video lässt sich hier nicht kodieren.</translation>
    </message>
    <message>
        <source>{0}: the face cascade can&apos;t be loaded.</source>
        <translation>{0}: die Kaskade für Gesichter lässt sich nicht laden.</translation>
    </message>
    <message>
        <source>{0}: the model is refused, {1}: {2}.</source>
        <translation>{0}: das Modell wird abgelehnt, {1}: {2}.</translation>
    </message>
    <message>
        <source>{0}: the model is refused: {1}.</source>
        <translation>{0}: das Modell wird abgelehnt: {1}.</translation>
    </message>
    <message>
        <source>{0}: the models can&apos;t be kept there ({1}).</source>
        <translation>{0}: die Modelle lassen sich dort nicht aufbewahren ({1}).</translation>
    </message>
    <message>
        <source>{0}: there are too many recordings of this second.</source>
        <translation>{0}: es gibt zu viele Aufzeichnungen dieser Sekunde.</translation>
    </message>
    <message>
        <source>{0}: there is no gallery here.</source>
        <translation>{0}: hier gibt es keine Galerie.</translation>
    </message>
    <message>
        <source>{0}: there is no such folder.</source>
        <translation>{0}: es gibt keinen solchen Ordner.</translation>
    </message>
    <message>
        <source>{0}: this model is not asked: it must lie in a folder of its own, as {1}.</source>
        <translation>{0}: dieses Modell wird nicht gefragt: es muss als {1} in einem eigenen Ordner liegen.</translation>
    </message>
    <message>
        <source>{0}: what is known of strangers can&apos;t be read.</source>
        <translation>{0}: was über Fremde bekannt ist, lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>{0}: {1} (share of time)</source>
        <translation>{0}: {1} (Anteil der Zeit)</translation>
    </message>
    <message>
        <source>{0}: {1} reaches the bar of {2}{3}.</source>
        <translation>{0}: {1} erreicht die Schwelle von {2}{3}.</translation>
    </message>
    <message>
        <source>{0}: {1}; nothing was imported.</source>
        <translation>{0}: {1}; nichts wurde importiert.</translation>
    </message>
    <message>
        <source>{0}{1} left out: {2}.</source>
        <translation>{0}{1} ausgelassen: {2}.</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to the default: %s</source>
        <translation>Zurück zur Vorgabe: %s</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation>Über dem Bild</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Datenschutz</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>Üblich</translation>
    </message>
    <message>
        <source>Begin with what was watched last</source>
        <translation>Mit dem zuletzt Angesehenen beginnen</translation>
    </message>
    <message>
        <source>Otherwise Facet begins with the first camera it finds.</source>
        <translation>Sonst beginnt Facet mit der ersten Kamera, die es findet.</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>Bildgröße der Kamera</translation>
    </message>
    <message>
        <source>What cameras are asked for. Larger pictures show smaller faces, and cost more.</source>
        <translation>Was von Kameras verlangt wird. Größere Bilder zeigen kleinere Gesichter und kosten mehr.</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>Bildrate der Kamera</translation>
    </message>
    <message>
        <source>Pictures a second that cameras are asked for; not all can.</source>
        <translation>Bilder in der Sekunde, die von Kameras verlangt werden; nicht alle schaffen das.</translation>
    </message>
    <message>
        <source>Cameras as a mirror</source>
        <translation>Kameras wie ein Spiegel</translation>
    </message>
    <message>
        <source>Videos begin again at their end</source>
        <translation>Videos beginnen am Ende von vorn</translation>
    </message>
    <message>
        <source>Otherwise a video stops at its last picture.</source>
        <translation>Sonst bleibt ein Video bei seinem letzten Bild stehen.</translation>
    </message>
    <message>
        <source>YuNet, from the Models page, finds more turned and small faces. Of {faces} faces in photos of crowds Haar found {haar} and YuNet {yunet}.</source>
        <translation>YuNet, von der Seite „Modelle“, findet mehr abgewandte und kleine Gesichter. Von {faces} Gesichtern auf Fotos von Menschenmengen fand Haar {haar} und YuNet {yunet}.</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>Was Gesichter findet</translation>
    </message>
    <message>
        <source>1 in 100</source>
        <translation>1 von 100</translation>
    </message>
    <message>
        <source>1 in 1,000</source>
        <translation>1 von 1.000</translation>
    </message>
    <message>
        <source>1 in 10,000</source>
        <translation>1 von 10.000</translation>
    </message>
    <message>
        <source>Boxes and labels</source>
        <translation>Rahmen und Beschriftung</translation>
    </message>
    <message>
        <source>All can be told apart with any colour vision; words always say the answer too.</source>
        <translation>Alle lassen sich bei jedem Farbensehen unterscheiden; die Antwort steht immer auch in Worten da.</translation>
    </message>
    <message>
        <source>Amber and blue</source>
        <translation>Bernstein und Blau</translation>
    </message>
    <message>
        <source>Yellow and violet</source>
        <translation>Gelb und Violett</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>Lines and text, also in snapshots.</source>
        <translation>Linien und Text, auch in Schnappschüssen.</translation>
    </message>
    <message>
        <source>Cards beside the picture</source>
        <translation>Karten neben dem Bild</translation>
    </message>
    <message>
        <source>A card for each face in view.</source>
        <translation>Eine Karte für jedes Gesicht im Bild.</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>Messwerte</translation>
    </message>
    <message>
        <source>Rates and delays, at the foot of the picture.</source>
        <translation>Raten und Verzögerungen, am unteren Bildrand.</translation>
    </message>
    <message>
        <source>Boxes in snapshots</source>
        <translation>Rahmen in Schnappschüssen</translation>
    </message>
    <message>
        <source>Snapshots are saved as they are seen; otherwise the bare picture.</source>
        <translation>Schnappschüsse werden gespeichert, wie sie zu sehen sind; sonst das bloße Bild.</translation>
    </message>
    <message>
        <source>Models run on</source>
        <translation>Modelle laufen auf</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card where one works. The Models page measures each.</source>
        <translation>Automatisch nimmt eine Grafikkarte, wo eine funktioniert. Die Seite „Modelle“ misst jede Ausführung.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Your right hand is on the right, as you are used to. Files begin as they are.</source>
        <translation>Ihre rechte Hand ist rechts, wie Sie es gewohnt sind. Dateien beginnen so, wie sie sind.</translation>
    </message>
    <message>
        <source>What tells people apart</source>
        <translation>Was Personen unterscheidet</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>Falsche Namen für Fremde</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed. Once there are enough pictures, the People page says how many.</source>
        <translation>Je seltener, desto mehr bekannte Personen bleiben ohne Namen. Sobald es genug Bilder gibt, sagt die Seite Personen, wie viele.</translation>
    </message>
    <message>
        <source>Drawn over the picture as you watch it; recordings keep the bare picture.</source>
        <translation>Beim Ansehen über das Bild gezeichnet; Aufzeichnungen behalten das bloße Bild.</translation>
    </message>
    <message>
        <source>Colours of boxes and labels</source>
        <translation>Farben von Rahmen und Beschriftung</translation>
    </message>
    <message>
        <source>Size of boxes and labels</source>
        <translation>Größe von Rahmen und Beschriftung</translation>
    </message>
    <message>
        <source>Processor cores for each model</source>
        <translation>Prozessorkerne je Modell</translation>
    </message>
    <message>
        <source>One is quickest for small models; more can help large ones.</source>
        <translation>Einer ist für kleine Modelle am schnellsten; mehr können großen helfen.</translation>
    </message>
    <message>
        <source>Power saver</source>
        <translation>Energiesparen</translation>
    </message>
    <message>
        <source>At most ten pictures a second. The fan stays quiet, fast motion is less smooth.</source>
        <translation>Höchstens zehn Bilder in der Sekunde. Der Lüfter bleibt leise, schnelle Bewegungen sind weniger flüssig.</translation>
    </message>
    <message>
        <source>Keep the picture</source>
        <translation>Bild aufbewahren</translation>
    </message>
    <message>
        <source>Say what is kept before recording</source>
        <translation>Vor dem Aufzeichnen sagen, was aufbewahrt wird</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once.</source>
        <translation>Sonst beginnt die Aufzeichnungstaste sofort.</translation>
    </message>
    <message>
        <source>Where new recordings lie</source>
        <translation>Wo neue Aufzeichnungen liegen</translation>
    </message>
    <message>
        <source>Recordings in the other place stay there and are listed too.</source>
        <translation>Aufzeichnungen am anderen Ort bleiben dort und werden auch aufgelistet.</translation>
    </message>
    <message>
        <source>In Facet&apos;s data</source>
        <translation>In den Daten von Facet</translation>
    </message>
    <message>
        <source>In your videos</source>
        <translation>Bei den eigenen Videos</translation>
    </message>
    <message>
        <source>Delete old recordings</source>
        <translation>Alte Aufzeichnungen löschen</translation>
    </message>
    <message>
        <source>For good, whenever Facet starts. Nothing is deleted while it runs.</source>
        <translation>Endgültig, bei jedem Start von Facet. Während es läuft, wird nichts gelöscht.</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>After {days} days</source>
        <translation>Nach {days} Tagen</translation>
    </message>
    <message>
        <source>Remember what was watched</source>
        <translation>Merken, was angesehen wurde</translation>
    </message>
    <message>
        <source>For the menu of sources and the next start. Turning it off forgets all of it.</source>
        <translation>Für das Quellenmenü und den nächsten Start. Ausschalten vergisst alles davon.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of the window and its messages. Counts when Facet starts again.</source>
        <translation>Des Fensters und seiner Meldungen. Gilt, wenn Facet neu startet.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Bars of work without a known end stand still. Nothing else moves by itself.</source>
        <translation>Balken für Arbeit ohne bekanntes Ende stehen still. Sonst bewegt sich nichts von selbst.</translation>
    </message>
    <message>
        <source>Tell screen readers</source>
        <translation>Screenreadern ansagen</translation>
    </message>
    <message>
        <source>Who comes into view, that a recording begins or ends, and what went wrong.</source>
        <translation>Wer ins Bild kommt, dass eine Aufzeichnung beginnt oder endet, und was schiefging.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>SFace is surer, facet-id comes with Facet. After a change everyone&apos;s pictures are looked at again.</source>
        <translation>SFace ist sicherer, facet-id kommt mit Facet. Nach einem Wechsel werden die Bilder aller Personen neu angesehen.</translation>
    </message>
    <message>
        <source>Lets you watch a recording, correct names from it and run it again; the answers are kept either way. It takes 1 to 4 GB an hour at 640 × 480.</source>
        <translation>Damit lässt sich eine Aufzeichnung ansehen und erneut durchlaufen, und Namen lassen sich daraus berichtigen; die Antworten bleiben in jedem Fall erhalten. Das braucht 1 bis 4 GB in der Stunde bei 640 × 480.</translation>
    </message>
    <message>
        <source>High contrast suits weak sight: black, white and bright colours alone.</source>
        <translation>Hoher Kontrast hilft bei schwachem Sehen: nur Schwarz, Weiß und kräftige Farben.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>Of the whole window, beside the system&apos;s own setting.</source>
        <translation>Im ganzen Fenster, zusätzlich zur Einstellung des Systems.</translation>
    </message>
    <message>
        <source>This build of ONNX Runtime does not have it.</source>
        <translation>Dieses ONNX Runtime hat es nicht.</translation>
    </message>
    <message>
        <source>It can&apos;t run here: {why}.</source>
        <translation>Läuft hier nicht: {why}.</translation>
    </message>
    <message>
        <source>It is not downloaded yet: the Models page does it.</source>
        <translation>Noch nicht heruntergeladen: das geht auf der Seite „Modelle“.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>Keine Einstellung enthält diese Wörter.</translation>
    </message>
    <message>
        <source>Put every setting back to its default</source>
        <translation>Alle Einstellungen auf ihre Vorgabe zurücksetzen</translation>
    </message>
    <message>
        <source>Every setting has its default already</source>
        <translation>Alle Einstellungen haben schon ihre Vorgabe</translation>
    </message>
    <message>
        <source>The window speaks it when Facet starts again.</source>
        <translation>Das Fenster spricht sie, wenn Facet neu startet.</translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>Jetzt neu starten</translation>
    </message>
    <message>
        <source>Every change is saved and takes effect at once. Only a new language needs a restart.</source>
        <translation>Jede Änderung wird gespeichert und gilt sofort. Nur eine neue Sprache braucht einen Neustart.</translation>
    </message>
    <message>
        <source>Every setting has its default.</source>
        <translation>Alle Einstellungen haben ihre Vorgabe.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Einstellung suchen</translation>
    </message>
    <message>
        <source>Show only settings with these words</source>
        <translation>Nur Einstellungen mit diesen Wörtern zeigen</translation>
    </message>
    <message>
        <source>Where Facet keeps things</source>
        <translation>Wo Facet etwas aufbewahrt</translation>
    </message>
    <message>
        <source>Models and people</source>
        <translation>Modelle und Personen</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Schnappschüsse</translation>
    </message>
    <message>
        <source>What can be made again</source>
        <translation>Was sich neu herstellen lässt</translation>
    </message>
    <message>
        <source>The log, for bug reports</source>
        <translation>Das Protokoll, für Fehlerberichte</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Show the folder: %s</source>
        <translation>Ordner anzeigen: %s</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>Diesen Ordner öffnen</translation>
    </message>
    <message>
        <source>Nothing has been kept there yet.</source>
        <translation>Dort wurde noch nichts aufbewahrt.</translation>
    </message>
</context>
<context>
    <name>SetupView</name>
    <message>
        <source>Looking for the trainer</source>
        <translation>Der Trainer wird gesucht</translation>
    </message>
    <message>
        <source>What to type</source>
        <translation>Was einzugeben ist</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy what to type</source>
        <translation>Kopieren, was einzugeben ist</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut ansehen</translation>
    </message>
    <message>
        <source>Look for the trainer again</source>
        <translation>Erneut nach dem Trainer suchen</translation>
    </message>
    <message>
        <source>Choose a Python…</source>
        <translation>Python auswählen …</translation>
    </message>
    <message>
        <source>Use the trainer of another Python environment</source>
        <translation>Den Trainer einer anderen Python-Umgebung verwenden</translation>
    </message>
    <message>
        <source>Use Facet’s own Python</source>
        <translation>Facets eigenes Python verwenden</translation>
    </message>
    <message>
        <source>Forget the chosen Python</source>
        <translation>Das ausgewählte Python vergessen</translation>
    </message>
    <message>
        <source>Looking for the trainer…</source>
        <translation>Der Trainer wird gesucht …</translation>
    </message>
    <message>
        <source>It is asked what it can train. This may take a few seconds.</source>
        <translation>Er wird gefragt, was er trainieren kann. Das kann einige Sekunden dauern.</translation>
    </message>
    <message>
        <source>Training needs further packages</source>
        <translation>Zum Trainieren fehlen noch Pakete</translation>
    </message>
    <message>
        <source>This Facet comes without the trainer: it uses that of a Python environment of yours.</source>
        <translation>Dieses Facet kommt ohne den Trainer: es verwendet den einer eigenen Python-Umgebung.</translation>
    </message>
    <message>
        <source>The trainer is large (about 1.5 GB with TensorFlow), so Facet comes without it.</source>
        <translation>Der Trainer ist groß (etwa 1,5 GB mit TensorFlow), darum kommt Facet ohne ihn.</translation>
    </message>
    <message>
        <source>Type this in a terminal</source>
        <translation>Dies in einem Terminal eingeben</translation>
    </message>
    <message>
        <source>Then look again. Any Python 3.11 or newer that has it can be chosen instead.</source>
        <translation>Danach erneut suchen. Stattdessen lässt sich jedes Python ab 3.11 auswählen, das es hat.</translation>
    </message>
</context>
<context>
    <name>SeveralDesk</name>
    <message>
        <source>Looking at {count:,} faces…</source>
        <translation>{count:,} Gesichter werden angesehen …</translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message>
        <source>Who are these?</source>
        <translation>Wer sind diese?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>{count:,} faces get the same name.</source>
        <translation>{count:,} Gesichter bekommen denselben Namen.</translation>
    </message>
    <message>
        <source>One of the faces</source>
        <translation>Eines der Gesichter</translation>
    </message>
    <message>
        <source>and {count:,} more</source>
        <translation>und {count:,} weitere</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Comma</source>
        <translation>Komma</translation>
    </message>
    <message>
        <source>Full stop</source>
        <translation>Punkt</translation>
    </message>
    <message>
        <source>{key} is the key of “{other}”. Give that one another key first.</source>
        <translation>{key} ist die Taste von „{other}“. Zuerst jenem eine andere geben.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>This is no key that Facet can listen for.</source>
        <translation>Auf diese Taste kann Facet nicht hören.</translation>
    </message>
    <message>
        <source>{key} moves and presses what has the focus, so it can&apos;t be chosen.</source>
        <translation>{key} bewegt und drückt, was den Fokus hat, und ist darum nicht wählbar.</translation>
    </message>
    <message>
        <source>{key} undoes what was done last, so it can&apos;t be chosen.</source>
        <translation>{key} macht das zuletzt Getane rückgängig und lässt sich deshalb nicht wählen.</translation>
    </message>
    <message>
        <source>{key} does again what was undone last, so it can&apos;t be chosen.</source>
        <translation>{key} wiederholt das zuletzt Rückgängiggemachte und lässt sich deshalb nicht wählen.</translation>
    </message>
    <message>
        <source>{key} opens a menu, so it can&apos;t be chosen.</source>
        <translation>{key} öffnet ein Menü und ist darum nicht wählbar.</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>Was zuletzt getan wurde</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>No snapshot has been saved yet.</source>
        <translation>Noch wurde kein Schnappschuss gespeichert.</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>%s gespeichert</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
        <source>No file manager answered. The place is:</source>
        <translation>Kein Dateimanager hat geantwortet. Der Ort ist:</translation>
    </message>
    <message>
        <source>The snapshot could not be saved in {folder}: {reason}.</source>
        <translation>Der Schnappschuss ließ sich nicht in {folder} speichern: {reason}.</translation>
    </message>
    <message>
        <source>Make room there, or make the folder writable.</source>
        <translation>Dort Platz schaffen oder den Ordner beschreibbar machen.</translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>eingebaut</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>Kamera {number}</translation>
    </message>
</context>
<context>
    <name>SourceMenu</name>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Kameras werden gesucht …</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <source>Plug one in, then open this menu again</source>
        <translation>Eine anschließen, dann dieses Menü erneut öffnen</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>Bildgröße der Kamera</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>Bildrate der Kamera</translation>
    </message>
    <message>
        <source>Usual: {size}</source>
        <translation>Üblich: {size}</translation>
    </message>
    <message>
        <source>%g a second</source>
        <translation>%g in der Sekunde</translation>
    </message>
    <message>
        <source>Usual: {rate}</source>
        <translation>Üblich: {rate}</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Opening</source>
        <translation>Wird geöffnet</translation>
    </message>
</context>
<context>
    <name>StartView</name>
    <message>
        <source>Nobody is known yet</source>
        <translation>Noch ist niemand bekannt</translation>
    </message>
    <message>
        <source>Add someone from photos, or from the camera in under 20 seconds. Or watch something and click a face. From then on Facet names them, without any training.</source>
        <translation>Jemanden aus Fotos hinzufügen, oder über die Kamera in weniger als 20 Sekunden. Oder etwas ansehen und auf ein Gesicht klicken. Von da an nennt Facet den Namen, ganz ohne Training.</translation>
    </message>
    <message>
        <source>Pictures and names stay on this computer, and can be erased.</source>
        <translation>Bilder und Namen bleiben auf diesem Computer und lassen sich löschen.</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>Aus Fotos …</translation>
    </message>
    <message>
        <source>They can also be dropped here</source>
        <translation>Sie lassen sich auch hier ablegen</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>Über die Kamera …</translation>
    </message>
    <message>
        <source>Guided, in under 20 seconds</source>
        <translation>Mit Anleitung, in weniger als 20 Sekunden</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren …</translation>
    </message>
    <message>
        <source>People that another Facet exported</source>
        <translation>Personen, die ein anderes Facet exportiert hat</translation>
    </message>
</context>
<context>
    <name>StreamDialog</name>
    <message>
        <source>Open a stream</source>
        <translation>Stream öffnen</translation>
    </message>
    <message>
        <source>&amp;Address of the stream</source>
        <translation>&amp;Adresse des Streams</translation>
    </message>
    <message>
        <source>Address of the stream</source>
        <translation>Adresse des Streams</translation>
    </message>
    <message>
        <source>Where the stream is found</source>
        <translation>Wo der Stream zu finden ist</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Used for this stream now, and never saved</source>
        <translation>Jetzt für diesen Stream verwendet und nie gespeichert</translation>
    </message>
    <message>
        <source>&amp;Password of {user}</source>
        <translation>&amp;Passwort von {user}</translation>
    </message>
    <message>
        <source>A password is never saved: type it. If there is none, put a colon before the @.</source>
        <translation>Ein Passwort wird nie gespeichert: es muss eingegeben werden. Gibt es keines, einen Doppelpunkt vor das @ setzen.</translation>
    </message>
    <message>
        <source>Watch this stream</source>
        <translation>Diesen Stream ansehen</translation>
    </message>
    <message>
        <source>MJPEG over HTTP, RTSP and RTMP. A password is never saved.</source>
        <translation>MJPEG über HTTP, RTSP und RTMP. Ein Passwort wird nie gespeichert.</translation>
    </message>
    <message>
        <source>Type the address of a stream.</source>
        <translation>Die Adresse eines Streams eingeben.</translation>
    </message>
    <message>
        <source>An address has no spaces.</source>
        <translation>Eine Adresse enthält keine Leerzeichen.</translation>
    </message>
    <message>
        <source>This is not an address. Is the port a number up to 65535?</source>
        <translation>Das ist keine Adresse. Ist der Port eine Zahl bis 65535?</translation>
    </message>
    <message>
        <source>An address starts with {schemes}.</source>
        <translation>Eine Adresse beginnt mit {schemes}.</translation>
    </message>
    <message>
        <source>The address names no machine, such as camera.local.</source>
        <translation>Die Adresse nennt keinen Rechner wie camera.local.</translation>
    </message>
    <message>
        <source>User and password are not kept. Type them in place of ***.</source>
        <translation>Benutzer und Passwort werden nicht aufbewahrt. Sie gehören an die Stelle von ***.</translation>
    </message>
</context>
<context>
    <name>Switch</name>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>Markierung</translation>
    </message>
    <message>
        <source>Nobody was seen</source>
        <translation>Niemand wurde gesehen</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Kein Bild</translation>
    </message>
    <message>
        <source>No picture came from {start} to {end}.</source>
        <translation>Von {start} bis {end} kam kein Bild.</translation>
    </message>
    <message>
        <source>Source lost</source>
        <translation>Quelle verloren</translation>
    </message>
    <message>
        <source>The source was lost from {start} to {end}: no picture came.</source>
        <translation>Von {start} bis {end} war die Quelle verloren: es kam kein Bild.</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
        <source>Nothing to undo here.</source>
        <translation>Hier gibt es nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>Nothing to redo here.</source>
        <translation>Hier gibt es nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>What was undone here can&apos;t be done again by a key. Do it once more instead.</source>
        <translation>Was hier rückgängig gemacht wurde, lässt sich nicht mit einer Taste wiederholen. Stattdessen noch einmal selbst tun.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>{n} pictures in {classes} classes, {size} pixels</source>
        <translation>{n} Bilder in {classes} Klassen, {size} Pixel</translation>
    </message>
    <message>
        <source>Nothing speaks against this data.</source>
        <translation>Nichts spricht gegen diese Daten.</translation>
    </message>
    <message>
        <source>All pictures are of one class, “{label}”.</source>
        <translation>Alle Bilder sind von einer Klasse, „{label}“.</translation>
    </message>
    <message>
        <source>Nothing can be told apart: it takes pictures of two classes at least.</source>
        <translation>So lässt sich nichts unterscheiden: es braucht Bilder von mindestens zwei Klassen.</translation>
    </message>
    <message>
        <source>No picture in: {names}.</source>
        <translation>Kein Bild in: {names}.</translation>
    </message>
    <message>
        <source>Add pictures there, or take the folder away.</source>
        <translation>Dort Bilder hinzufügen oder den Ordner wegnehmen.</translation>
    </message>
    <message>
        <source>Few pictures of: {names}.</source>
        <translation>Wenige Bilder von: {names}.</translation>
    </message>
    <message>
        <source>A dozen a class is the least; some dozens do better.</source>
        <translation>Ein Dutzend je Klasse ist das Mindeste; einige Dutzend sind besser.</translation>
    </message>
    <message>
        <source>Some classes have many more pictures than others.</source>
        <translation>Einige Klassen haben viel mehr Bilder als andere.</translation>
    </message>
    <message>
        <source>The model may lean towards them; the balanced figure will tell.</source>
        <translation>Das Modell neigt vielleicht zu ihnen; die ausgewogene Kennzahl wird es zeigen.</translation>
    </message>
    <message>
        <source>Photographs that stand under two classes: {n}.</source>
        <translation>Fotos, die unter zwei Klassen stehen: {n}.</translation>
    </message>
    <message>
        <source>Photographs on two sides of the folder’s own split: {n}.</source>
        <translation>Fotos auf zwei Seiten der Aufteilung des Ordners: {n}.</translation>
    </message>
    <message>
        <source>The training leaves the copies out of what it learns from: {names}</source>
        <translation>Das Training lässt die Kopien aus dem weg, woraus es lernt: {names}</translation>
    </message>
    <message>
        <source>{n} pictures have a copy here, exact or nearly so.</source>
        <translation>{n} Bilder haben hier eine Kopie, genau oder beinahe.</translation>
    </message>
    <message>
        <source>Copies stay together, so that none is learned from and tested on.</source>
        <translation>Kopien bleiben zusammen, damit aus keiner gelernt und zugleich an ihr geprüft wird.</translation>
    </message>
    <message>
        <source>No two pictures are the same, nor nearly so.</source>
        <translation>Keine zwei Bilder sind gleich oder beinahe gleich.</translation>
    </message>
    <message>
        <source>Pictures that can’t be read, left out: {n}.</source>
        <translation>Nicht lesbare, ausgelassene Bilder: {n}.</translation>
    </message>
    <message>
        <source>Left out: {n}, {reason}.</source>
        <translation>Ausgelassen: {n}, {reason}.</translation>
    </message>
    <message>
        <source>Your own pictures, from scratch</source>
        <translation>Eigene Bilder, von Grund auf</translation>
    </message>
    <message>
        <source>Your own pictures</source>
        <translation>Eigene Bilder</translation>
    </message>
    <message>
        <source>Its weights are Keras’ own download.</source>
        <translation>Die Gewichte lädt Keras selbst herunter.</translation>
    </message>
    <message>
        <source>A last layer on the numbers that tell faces apart: quick, and the surest. The Models page brings SFace.</source>
        <translation>Eine letzte Schicht auf den Zahlen, die Gesichter unterscheiden: schnell und am sichersten. SFace gibt es auf der Seite „Modelle“.</translation>
    </message>
    <message>
        <source>The same on the model that ships with Facet: as quick, less sure.</source>
        <translation>Dasselbe auf dem Modell, das mit Facet kommt: ebenso schnell, weniger sicher.</translation>
    </message>
    <message>
        <source>The well-known recipe on a network that knows things, not faces: slow, and seldom better than the gallery.</source>
        <translation>Das bekannte Rezept auf einem Netz, das Dinge kennt, keine Gesichter: langsam und selten besser als die Galerie.</translation>
    </message>
    <message>
        <source>Nothing: learn from scratch</source>
        <translation>Nichts: von Grund auf lernen</translation>
    </message>
    <message>
        <source>A small network for pictures unlike photographs, or for faces. Needs dozens a class.</source>
        <translation>Ein kleines Netz für Bilder, die keine Fotos sind, oder für Gesichter. Braucht Dutzende je Klasse.</translation>
    </message>
    <message>
        <source>Small and quick: a good beginning.</source>
        <translation>Klein und schnell: ein guter Anfang.</translation>
    </message>
    <message>
        <source>As quick, often a little better.</source>
        <translation>Ebenso schnell, oft etwas besser.</translation>
    </message>
    <message>
        <source>Slow; the network of many tutorials.</source>
        <translation>Langsam; das Netz vieler Anleitungen.</translation>
    </message>
    <message>
        <source>Larger, often better, four times as slow.</source>
        <translation>Größer, oft besser, viermal so langsam.</translation>
    </message>
    <message>
        <source>Your own pictures, a folder for each class</source>
        <translation>Eigene Bilder, ein Ordner je Klasse</translation>
    </message>
    <message>
        <source>Any classes that you can sort pictures into: one folder, with a folder of pictures in it for each class, named as the class. From a dozen pictures a class.</source>
        <translation>Beliebige Klassen, in die sich Bilder sortieren lassen: ein Ordner, darin für jede Klasse ein Ordner mit Bildern, der wie die Klasse heißt. Ab einem Dutzend Bildern je Klasse.</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>Ordner auswählen …</translation>
    </message>
    <message>
        <source>The people whom Facet knows</source>
        <translation>Die Personen, die Facet kennt</translation>
    </message>
    <message>
        <source>A network that knows the people of your gallery and nobody else: it gives everybody one of their names, strangers too. It is compared with the gallery on the same pictures, and thrown away where it is worse. The gallery stays as it is. From two people with a dozen pictures each.</source>
        <translation>Ein Netz, das die Personen der Galerie kennt und sonst niemanden: es gibt allen einen ihrer Namen, auch Fremden. Es wird an denselben Bildern mit der Galerie verglichen und verworfen, wo es schlechter ist. Die Galerie bleibt, wie sie ist. Ab zwei Personen mit je einem Dutzend Bildern.</translation>
    </message>
    <message>
        <source>Photos of strangers…</source>
        <translation>Fotos von Fremden …</translation>
    </message>
    <message>
        <source>Photos of other people say how often a stranger would get a name.</source>
        <translation>Fotos anderer Personen zeigen, wie oft Fremde einen Namen bekämen.</translation>
    </message>
    <message>
        <source>Folder of FER2013…</source>
        <translation>Ordner von FER2013 …</translation>
    </message>
    <message>
        <source>With FER2013 as well the network has seen 36,000 faces before: better.</source>
        <translation>Mit FER2013 hat das Netz vorher schon 36.000 Gesichter gesehen: besser.</translation>
    </message>
    <message>
        <source>Smile or not</source>
        <translation>Lächeln oder nicht</translation>
    </message>
    <message>
        <source>The data set GENKI-4K: 4,000 photographs with a list of who smiles.</source>
        <translation>Der Datensatz GENKI-4K: 4.000 Fotos mit einer Liste, wer lächelt.</translation>
    </message>
    <message>
        <source>Folder of GENKI-4K…</source>
        <translation>Ordner von GENKI-4K …</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>Fröhlich oder traurig</translation>
    </message>
    <message>
        <source>Photographs in two folders, happy and sad; some 300 in all.</source>
        <translation>Fotos in zwei Ordnern, fröhlich und traurig; zusammen etwa 300.</translation>
    </message>
    <message>
        <source>Emotions</source>
        <translation>Emotionen</translation>
    </message>
    <message>
        <source>FER2013 with the votes of FER+: 36,000 small faces. Takes hours.</source>
        <translation>FER2013 mit den Stimmen von FER+: 36.000 kleine Gesichter. Dauert Stunden.</translation>
    </message>
    <message>
        <source>Emotions by FER2013’s own labels</source>
        <translation>Emotionen nach den eigenen Angaben von FER2013</translation>
    </message>
    <message>
        <source>As Emotions, with seven labels that one person chose. Takes hours.</source>
        <translation>Wie Emotionen, mit sieben Angaben, die eine einzelne Person wählte. Dauert Stunden.</translation>
    </message>
    <message>
        <source>Who it is, from folders of faces</source>
        <translation>Wer es ist, aus Ordnern mit Gesichtern</translation>
    </message>
    <message>
        <source>A folder of faces for each person, some 250 each, as the tutorials do.</source>
        <translation>Ein Ordner mit Gesichtern je Person, jeweils etwa 250, wie in den Anleitungen.</translation>
    </message>
    <message>
        <source>Breeds of dogs</source>
        <translation>Hunderassen</translation>
    </message>
    <message>
        <source>Stanford Dogs, or a folder for each breed with 60 pictures and more.</source>
        <translation>Stanford Dogs, oder ein Ordner je Rasse mit 60 Bildern und mehr.</translation>
    </message>
    <message>
        <source>CIFAR-100</source>
        <translation>CIFAR-100</translation>
    </message>
    <message>
        <source>100 kinds of things in 60,000 tiny pictures. A graphics card helps.</source>
        <translation>100 Arten von Dingen auf 60.000 winzigen Bildern. Eine Grafikkarte hilft.</translation>
    </message>
    <message>
        <source>Folder of CIFAR-100…</source>
        <translation>Ordner von CIFAR-100 …</translation>
    </message>
    <message>
        <source>Tiny ImageNet</source>
        <translation>Tiny ImageNet</translation>
    </message>
    <message>
        <source>200 kinds of things in 110,000 small pictures. A graphics card helps.</source>
        <translation>200 Arten von Dingen auf 110.000 kleinen Bildern. Eine Grafikkarte hilft.</translation>
    </message>
    <message>
        <source>Folder of Tiny ImageNet…</source>
        <translation>Ordner von Tiny ImageNet …</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Runden</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Bilder je Schritt</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>Vorzeitig beenden nach</translation>
    </message>
    <message>
        <source>Choose a folder of pictures first.</source>
        <translation>Zuerst einen Ordner mit Bildern auswählen.</translation>
    </message>
    <message>
        <source>This trainer doesn’t know the recipe; it may be an older one.</source>
        <translation>Dieser Trainer kennt das Rezept nicht; vielleicht ist er älter.</translation>
    </message>
    <message>
        <source>The folder can’t be used as it is.</source>
        <translation>Der Ordner lässt sich so nicht verwenden.</translation>
    </message>
    <message>
        <source>Other settings: a quotation mark lacks its partner.</source>
        <translation>Andere Einstellungen: einem Anführungszeichen fehlt das Gegenstück.</translation>
    </message>
    <message>
        <source>Other settings: “{word}” is not of the form name=value.</source>
        <translation>Andere Einstellungen: „{word}“ hat nicht die Form Name=Wert.</translation>
    </message>
    <message>
        <source>{name}: a whole number from {least} on is wanted.</source>
        <translation>{name}: verlangt ist eine ganze Zahl ab {least}.</translation>
    </message>
    <message>
        <source>{name}: a small number above 0 is wanted.</source>
        <translation>{name}: verlangt ist eine kleine Zahl über 0.</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>Neues Training</translation>
    </message>
    <message>
        <source>From your pictures, or a recipe</source>
        <translation>Aus eigenen Bildern oder nach einem Rezept</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>round {n} of {of}</source>
        <translation>Runde {n} von {of}</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
    <message>
        <source>processors {share} busy</source>
        <translation>Prozessoren zu {share} beschäftigt</translation>
    </message>
    <message>
        <source>waiting for pictures {share}</source>
        <translation>wartet zu {share} auf Bilder</translation>
    </message>
    <message>
        <source>The first seconds go to loading the trainer.</source>
        <translation>In den ersten Sekunden wird der Trainer geladen.</translation>
    </message>
    <message>
        <source>{share} right, {low} to {high} with 95 % certainty, on {n} pictures kept aside</source>
        <translation>{share} richtig, {low} bis {high} mit 95 % Sicherheit, an {n} zurückgehaltenen Bildern</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is better.</source>
        <translation>Die Galerie allein benennt {share} davon richtig: dies ist besser.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: too few pictures to tell which is better.</source>
        <translation>Die Galerie allein benennt {share} davon richtig: zu wenige Bilder, um zu sagen, was besser ist.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them too: this is no better.</source>
        <translation>Auch die Galerie allein benennt {share} davon richtig: dies ist nicht besser.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is worse.</source>
        <translation>Die Galerie allein benennt {share} davon richtig: dies ist schlechter.</translation>
    </message>
    <message>
        <source>It knows these people only, and gives everybody else one of their names.</source>
        <translation>Es kennt nur diese Personen und gibt allen anderen einen ihrer Namen.</translation>
    </message>
    <message>
        <source>Always answering “{label}” would be right in {share}: on {n} pictures this is not surely better.</source>
        <translation>Immer „{label}“ zu antworten wäre zu {share} richtig: an {n} Bildern ist dies nicht sicher besser.</translation>
    </message>
    <message>
        <source>The gallery by itself</source>
        <translation>Die Galerie allein</translation>
    </message>
    <message>
        <source>This network</source>
        <translation>Dieses Netz</translation>
    </message>
    <message>
        <source>{share} of your people named rightly</source>
        <translation>{share} der eigenen Personen richtig benannt</translation>
    </message>
    <message>
        <source>; {share} of {n} strangers get a name</source>
        <translation>; {share} von {n} Fremden bekommen einen Namen</translation>
    </message>
    <message>
        <source>When {p} sure</source>
        <translation>Wenn zu {p} sicher</translation>
    </message>
    <message>
        <source>Strangers</source>
        <translation>Fremde</translation>
    </message>
    <message>
        <source>Not measured: every one gets a name</source>
        <translation>Nicht gemessen: alle bekommen einen Namen</translation>
    </message>
    <message>
        <source>is {truth}</source>
        <translation>ist {truth}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>{n} h {m} min</source>
        <translation>{n} h {m} min</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>Wird beendet …</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>Making the model file…</source>
        <translation>Die Modelldatei wird erstellt …</translation>
    </message>
    <message>
        <source>Measuring it…</source>
        <translation>Wird gemessen …</translation>
    </message>
    <message>
        <source>Learning…</source>
        <translation>Lernt …</translation>
    </message>
    <message>
        <source>Looking at every picture once…</source>
        <translation>Jedes Bild wird einmal angesehen …</translation>
    </message>
    <message>
        <source>Reading the pictures…</source>
        <translation>Die Bilder werden gelesen …</translation>
    </message>
    <message>
        <source>Looking at the mirror images…</source>
        <translation>Die Spiegelbilder werden angesehen …</translation>
    </message>
    <message>
        <source>Looking at strangers…</source>
        <translation>Fremde werden angesehen …</translation>
    </message>
    <message>
        <source>{share} right · {day}</source>
        <translation>{share} richtig · {day}</translation>
    </message>
    <message>
        <source>Did not work · {day}</source>
        <translation>Fehlgeschlagen · {day}</translation>
    </message>
    <message>
        <source>Unfinished · {day}</source>
        <translation>Unvollendet · {day}</translation>
    </message>
    <message>
        <source>Not begun · {day}</source>
        <translation>Nicht begonnen · {day}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Did not work</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>Gelernt</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Unvollendet</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>Nicht begonnen</translation>
    </message>
    <message>
        <source>The live view does not ask this model yet.</source>
        <translation>Die Live-Ansicht fragt dieses Modell noch nicht.</translation>
    </message>
    <message>
        <source>The Photos page does not ask this model yet.</source>
        <translation>Die Seite „Fotos“ fragt dieses Modell noch nicht.</translation>
    </message>
    <message>
        <source>Not among your models yet. No page asks it by itself: you can try it below.</source>
        <translation>Noch nicht unter den eigenen Modellen. Keine Seite fragt es von selbst: unten lässt es sich ausprobieren.</translation>
    </message>
    <message>
        <source>It is among your models as “{name}”.</source>
        <translation>Es ist unter den eigenen Modellen als „{name}“.</translation>
    </message>
    <message>
        <source>No page asks it by itself; it answers in commands, and below.</source>
        <translation>Keine Seite fragt es von selbst; es antwortet in Befehlen und unten.</translation>
    </message>
    <message>
        <source>Another model is in use in its place.</source>
        <translation>An seiner Stelle wird ein anderes Modell verwendet.</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>Die Seite „Fotos“ fragt es nach ganzen Bildern.</translation>
    </message>
    <message>
        <source>Facet can be used meanwhile; another page may be shown.</source>
        <translation>Facet lässt sich derweil benutzen; eine andere Seite darf gezeigt werden.</translation>
    </message>
    <message>
        <source>The live view answers with it.</source>
        <translation>Die Live-Ansicht antwortet damit.</translation>
    </message>
    <message>
        <source>It has learned; its model file or its report is not made yet.</source>
        <translation>Es hat gelernt; Modelldatei oder Bericht fehlen noch.</translation>
    </message>
    <message>
        <source>It was ended early. What it learned is kept: it goes on from there.</source>
        <translation>Es wurde vorzeitig beendet. Was gelernt wurde, ist erhalten: von dort geht es weiter.</translation>
    </message>
    <message>
        <source>{n} of {of} rounds are done.</source>
        <translation>{n} von {of} Runden sind geschafft.</translation>
    </message>
    <message>
        <source>It ended before it had learned anything.</source>
        <translation>Es endete, bevor es etwas gelernt hatte.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Make model and report</source>
        <translation>Modell und Bericht erstellen</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Verwendung</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Use it anyway…</source>
        <translation>Trotzdem verwenden …</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>Jetzt verwenden</translation>
    </message>
    <message>
        <source>Add to models</source>
        <translation>Zu den Modellen hinzufügen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Learns</source>
        <translation>Lernt</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>{train} to learn from, {validation} to check by, {test} kept aside</source>
        <translation>{train} zum Lernen, {validation} zum Prüfen, {test} zurückgehalten</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Teile</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>Lief auf</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>The processor</source>
        <translation>Der Prozessor</translation>
    </message>
    <message>
        <source>A graphics card</source>
        <translation>Eine Grafikkarte</translation>
    </message>
    <message>
        <source>The trainer ended unexpectedly.</source>
        <translation>Der Trainer endete unerwartet.</translation>
    </message>
    <message>
        <source>from scratch</source>
        <translation>von Grund auf</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>“%s” is being trained. It would be ended, and can go on later.</source>
        <translation>„%s“ wird gerade trainiert. Es würde beendet und kann später weitergehen.</translation>
    </message>
    <message>
        <source>One training runs at a time.</source>
        <translation>Es läuft immer nur ein Training.</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>%1 beantwortet von jetzt an „%2“.</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Zusehen</translation>
    </message>
    <message>
        <source>%1 is among your models, for “%2”.</source>
        <translation>%1 ist jetzt unter den eigenen Modellen, für „%2“.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>%1 is asked about whole photos from now on.</source>
        <translation>%1 wird von jetzt an nach ganzen Fotos gefragt.</translation>
    </message>
    <message>
        <source>“%s” was removed.</source>
        <translation>„%s“ wurde entfernt.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Save a mended split</source>
        <translation>Verbesserte Aufteilung speichern</translation>
    </message>
    <message>
        <source>%s has every picture’s side, copies together.</source>
        <translation>%s enthält die Seite jedes Bildes, Kopien beieinander.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner anzeigen</translation>
    </message>
    <message>
        <source>Choose a Python that has the trainer</source>
        <translation>Ein Python auswählen, das den Trainer hat</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Teach Facet to tell things apart by pictures, on this machine.</source>
        <translation>Facet beibringen, Dinge anhand von Bildern zu unterscheiden, auf diesem Computer.</translation>
    </message>
    <message>
        <source>The trainer is still being looked for.</source>
        <translation>Der Trainer wird noch gesucht.</translation>
    </message>
    <message>
        <source>This needs the trainer: “New training” says how to get it.</source>
        <translation>Dazu braucht es den Trainer: „Neues Training“ sagt, wie er zu bekommen ist.</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>Den Ordner mit den Bildern auswählen</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>{size}, {rate:g} pictures a second</source>
        <translation>{size}, {rate:g} Bilder in der Sekunde</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
</context>
<context>
    <name>TryView</name>
    <message>
        <source>Try it</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <source> Choose a picture…</source>
        <translation> Bild auswählen …</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>Bild auswählen …</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>Das Modell nach einem eigenen Bild fragen</translation>
    </message>
    <message>
        <source>or drop one here</source>
        <translation>oder eines hier ablegen</translation>
    </message>
    <message>
        <source>%s, the whole picture</source>
        <translation>%s, das ganze Bild</translation>
    </message>
    <message>
        <source>%s, the largest face in it</source>
        <translation>%s, das größte Gesicht darin</translation>
    </message>
    <message>
        <source>%s: no face found, so the whole picture</source>
        <translation>%s: kein Gesicht gefunden, darum das ganze Bild</translation>
    </message>
</context>
<context>
    <name>UseDesk</name>
    <message>
        <source>Live gives every face one of these names from now on, strangers too.</source>
        <translation>Die Live-Ansicht gibt von jetzt an jedem Gesicht einen dieser Namen, auch Fremden.</translation>
    </message>
    <message>
        <source>%s is not asked any more. This training keeps it.</source>
        <translation>%s wird nicht mehr gefragt. Dieses Training behält es.</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Everything stays on this computer. Names and pictures of faces are kept in {folder}, only of those whom you add, and can be erased.</source>
        <translation>Alles bleibt auf diesem Computer. Namen und Bilder von Gesichtern werden in {folder} aufbewahrt, nur von hinzugefügten Personen, und lassen sich löschen.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>Was soll Facet ansehen?</translation>
    </message>
    <message>
        <source>Facet says of every face who it is, whether it smiles and which emotion it shows.</source>
        <translation>Facet sagt zu jedem Gesicht, wer es ist, ob es lächelt und welche Emotion es zeigt.</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>Kamera {number}</translation>
    </message>
    <message>
        <source>Live, as a mirror</source>
        <translation>Live, wie ein Spiegel</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>Demo zeigen</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>Facet ohne Kamera bei der Arbeit sehen</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Datei öffnen …</translation>
    </message>
    <message>
        <source>A video or a photo</source>
        <translation>Ein Video oder Foto</translation>
    </message>
    <message>
        <source>Shall Facet know you?</source>
        <translation>Soll Facet Sie kennen?</translation>
    </message>
    <message>
        <source>Then it says your name. Others stay unknown until you name them.</source>
        <translation>Dann nennt es Ihren Namen. Andere bleiben unbekannt, bis sie einen bekommen.</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>Über die Kamera …</translation>
    </message>
    <message>
        <source>You turn your head and Facet takes the pictures: under 20 seconds</source>
        <translation>Den Kopf drehen, Facet nimmt die Bilder auf: weniger als 20 Sekunden</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>Aus Fotos …</translation>
    </message>
    <message>
        <source>One or more; you choose the faces</source>
        <translation>Eines oder mehrere; die Gesichter sind wählbar</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>You can do it later on the People page</source>
        <translation>Das geht auch später auf der Seite „Personen“</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>{name} ist von jetzt an bekannt.</translation>
    </message>
    <message>
        <source>That is all.</source>
        <translation>Das ist alles.</translation>
    </message>
    <message>
        <source>Good to know:</source>
        <translation>Gut zu wissen:</translation>
    </message>
    <message>
        <source>Click a face in the picture to say who it is, or to ask why it has a name.</source>
        <translation>Auf ein Gesicht im Bild klicken, um zu sagen, wer es ist, oder zu fragen, warum es einen Namen hat.</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Go to the picture</source>
        <translation>Zum Bild</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
    <message>
        <source>The round button above the picture records what is seen. Without it no picture that you watch is kept.</source>
        <translation>Der runde Knopf über dem Bild zeichnet auf, was zu sehen ist. Ohne ihn wird kein angesehenes Bild aufbewahrt.</translation>
    </message>
    <message>
        <source>{key} records what is seen. Without it no picture that you watch is kept.</source>
        <translation>{key} zeichnet auf, was zu sehen ist. Sonst wird kein angesehenes Bild aufbewahrt.</translation>
    </message>
    <message>
        <source>The menu has help for the page that you are on.</source>
        <translation>Im Menü gibt es Hilfe zur geöffneten Seite.</translation>
    </message>
    <message>
        <source>{key} opens the help of the page that you are on.</source>
        <translation>{key} öffnet die Hilfe zur geöffneten Seite.</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Kameras werden gesucht …</translation>
    </message>
    <message>
        <source>A moment</source>
        <translation>Einen Augenblick</translation>
    </message>
    <message>
        <source>Plug one in and press here to look again</source>
        <translation>Eine anschließen und hier drücken, um erneut zu suchen</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>Keine Kamera gefunden um {time}</translation>
    </message>
    <message>
        <source>The step before ({key})</source>
        <translation>Der vorige Schritt ({key})</translation>
    </message>
    <message>
        <source>The step after ({key})</source>
        <translation>Der nächste Schritt ({key})</translation>
    </message>
    <message>
        <source>Go to the window; the Help menu has the welcome again (Esc)</source>
        <translation>Zum Fenster; das Willkommen steht auch im Menü „Hilfe“ (Esc)</translation>
    </message>
    <message>
        <source>Welcome to Facet</source>
        <translation>Willkommen bei Facet</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>unknown ({reason})</source>
        <translation>unbekannt ({reason})</translation>
    </message>
    <message>
        <source>On screen</source>
        <translation>Auf dem Bildschirm</translation>
    </message>
    <message>
        <source>{score}, ruled out</source>
        <translation>{score}, ausgeschlossen</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>{bar}, with which about 1 stranger in {many} gets a name</source>
        <translation>{bar}, womit etwa 1 Fremder von {many} einen Namen bekommt</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Nötig</translation>
    </message>
    <message>
        <source>{lead} before {second}, who has {score}</source>
        <translation>{lead} vor {second} mit {score}</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>Vorsprung</translation>
    </message>
    <message>
        <source>{score} to a picture that you marked as not {name}</source>
        <translation>{score} zu einem Bild, das als nicht {name} markiert ist</translation>
    </message>
    <message>
        <source>Against it</source>
        <translation>Dagegen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>good</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>schlecht</translation>
    </message>
</context>
<context>
    <name>WhyDialog</name>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>Das Gesicht</translation>
    </message>
    <message>
        <source>The line is the bar that a name needs.</source>
        <translation>Die Linie ist die Schwelle, die ein Name braucht.</translation>
    </message>
    <message>
        <source>What decided</source>
        <translation>Was den Ausschlag gab</translation>
    </message>
    <message>
        <source>The pictures most like it</source>
        <translation>Die ähnlichsten Bilder</translation>
    </message>
    <message>
        <source>Each figure is for one picture. That of a person counts two things: their picture that is most like this face, and all of their pictures together.</source>
        <translation>Jede Zahl gilt für ein Bild. Die einer Person zählt zweierlei: ihr Bild, das diesem Gesicht am ähnlichsten ist, und alle ihre Bilder zusammen.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
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
        <translation>Abbrechen</translation>
    </message>
</context>
</TS>
