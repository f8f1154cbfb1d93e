<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES">
<context>
    <name>About</name>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>see below</source>
        <translation>véase más abajo</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Fuente</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>Este programa</translation>
    </message>
    <message>
        <source>Python and packages</source>
        <translation>Python y paquetes</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Pictures, data and Qt</source>
        <translation>Imágenes, datos y Qt</translation>
    </message>
    <message>
        <source>Libraries of the system</source>
        <translation>Bibliotecas del sistema</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Facet</source>
        <translation>Acerca de Facet</translation>
    </message>
    <message>
        <source>Facet {version}</source>
        <translation>Facet {version}</translation>
    </message>
    <message>
        <source>Says of every face in a camera, a clip, a stream or photos who it is and what it shows, on this computer alone.</source>
        <translation>Dice de cada cara de una cámara, un vídeo, una transmisión o fotos quién es y qué muestra, solo en este equipo.</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. The window uses Qt {qt} under the LGPL 3; its source is at code.qt.io. Python {python}.</source>
        <translation>Software libre bajo la licencia Apache 2.0. La ventana usa Qt {qt} bajo la LGPL 3; su código fuente está en code.qt.io. Python {python}.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>ActBar</name>
    <message>
        <source>Show the photo</source>
        <translation>Mostrar la foto</translation>
    </message>
    <message>
        <source>Choose a face to say who it is.</source>
        <translation>Elegir una cara para decir quién es.</translation>
    </message>
    <message>
        <source>Choose a face to say who it is, or drag over several.</source>
        <translation>Elegir una cara para decir quién es, o arrastrar sobre varias.</translation>
    </message>
    <message>
        <source>Choose a card to see the whole photo.</source>
        <translation>Elegir una tarjeta para ver la foto entera.</translation>
    </message>
    <message>
        <source>Say who this is, or that the name is wrong (menu key)</source>
        <translation>Decir quién es, o que el nombre es erróneo (tecla de menú)</translation>
    </message>
    <message>
        <source>Give all of them one name (menu key)</source>
        <translation>Dar a todas un mismo nombre (tecla de menú)</translation>
    </message>
    <message>
        <source>These are of several photos: choose those of one</source>
        <translation>Son de varias fotos: elegir las de una sola</translation>
    </message>
    <message>
        <source>Show the whole photo (Enter)</source>
        <translation>Mostrar la foto entera (Intro)</translation>
    </message>
</context>
<context>
    <name>AskDelete</name>
    <message>
        <source>Delete?</source>
        <translation>¿Eliminar?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conservar</translation>
    </message>
</context>
<context>
    <name>AskMerge</name>
    <message>
        <source>Merge</source>
        <translation>Fusionar</translation>
    </message>
    <message>
        <source>%s is the same person as…</source>
        <translation>%s es la misma persona que…</translation>
    </message>
    <message>
        <source>The same person</source>
        <translation>La misma persona</translation>
    </message>
    <message>
        <source>Whose name stays</source>
        <translation>Qué nombre se conserva</translation>
    </message>
    <message>
        <source>Choose someone</source>
        <translation>Elegir a alguien</translation>
    </message>
    <message>
        <source>All pictures go there, and that name stays. It can be taken back exactly.</source>
        <translation>Todas las imágenes pasan allí y se conserva ese nombre. Se puede deshacer exactamente.</translation>
    </message>
</context>
<context>
    <name>AskName</name>
    <message>
        <source>Type another name first</source>
        <translation>Primero hay que escribir otro nombre</translation>
    </message>
</context>
<context>
    <name>AskRemove</name>
    <message>
        <source>Remove?</source>
        <translation>¿Quitar?</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>Borrar definitivamente</translation>
    </message>
    <message>
        <source>Remove %s?</source>
        <translation>¿Quitar a %s?</translation>
    </message>
    <message>
        <source>Erased for good, here and now:</source>
        <translation>Se borra definitivamente, aquí y ahora:</translation>
    </message>
    <message>
        <source>This can&apos;t be undone.</source>
        <translation>Esto no se puede deshacer.</translation>
    </message>
    <message>
        <source>Also delete what &amp;learned from them</source>
        <translation>Eliminar también lo que &amp;aprendió de esa persona</translation>
    </message>
    <message>
        <source>Otherwise it keeps the name, and may show the face</source>
        <translation>Si no, conserva el nombre y puede mostrar la cara</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conservar</translation>
    </message>
</context>
<context>
    <name>AskTune</name>
    <message>
        <source>Fine-tune to these people</source>
        <translation>Ajuste fino para estas personas</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>Hacer el ajuste fino</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Fine-tune to these people?</source>
        <translation>¿Hacer el ajuste fino para estas personas?</translation>
    </message>
    <message>
        <source>Nobody has three pictures yet, so nothing would show whether it helps.</source>
        <translation>Nadie tiene aún tres imágenes, así que no se vería si ayuda.</translation>
    </message>
</context>
<context>
    <name>AskUse</name>
    <message>
        <source>Use it anyway?</source>
        <translation>¿Usar de todos modos?</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>Usar de todos modos</translation>
    </message>
    <message>
        <source>Don’t use it</source>
        <translation>No usar</translation>
    </message>
    <message>
        <source>Nothing shows that it is better than the gallery.</source>
        <translation>Nada muestra que sea mejor que la galería.</translation>
    </message>
    <message>
        <source>Live would write “Most like” and one of these names at every face, strangers too. The names that Facet gives by itself stay. “Stop using it” on this page ends it.</source>
        <translation>La vista en vivo escribiría “Se parece más a” y uno de estos nombres en cada cara, también en las de desconocidos. Los nombres que Facet da por sí mismo se conservan. Con “Dejar de usar”, en esta página, se termina.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this message</source>
        <translation>Cerrar este mensaje</translation>
    </message>
</context>
<context>
    <name>BarCard</name>
    <message>
        <source>&amp;Wrong names for strangers</source>
        <translation>&amp;Nombres erróneos para desconocidos</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>Nombres erróneos para desconocidos</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed.</source>
        <translation>Cuantos menos, más personas conocidas se quedan sin nombre.</translation>
    </message>
</context>
<context>
    <name>BarScale</name>
    <message>
        <source>Likeness against the bar</source>
        <translation>Parecido frente al umbral</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>whole numbers 0 to 255</source>
        <translation>números enteros de 0 a 255</translation>
    </message>
    <message>
        <source>floats</source>
        <translation>números de coma flotante</translation>
    </message>
    <message>
        <source>colours first (NCHW)</source>
        <translation>colores al principio (NCHW)</translation>
    </message>
    <message>
        <source>colours last (NHWC)</source>
        <translation>colores al final (NHWC)</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} píxeles</translation>
    </message>
    <message>
        <source>pictures of any size</source>
        <translation>imágenes de cualquier tamaño</translation>
    </message>
    <message>
        <source>{size}, {channels} channels, {numbers}, {order}</source>
        <translation>{size}, {channels} canales, {numbers}, {order}</translation>
    </message>
    <message>
        <source>{count:,} numbers for a picture</source>
        <translation>{count:,} números por imagen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>It takes</source>
        <translation>Admite</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>Responde</translation>
    </message>
    <message>
        <source>Facet feeds</source>
        <translation>Facet le da</translation>
    </message>
    <message>
        <source>bytes, red, green, blue. What the network needs beyond that is put before it, in a copy among your models; the file itself stays as it is.</source>
        <translation>bytes: rojo, verde, azul. Lo que la red necesite además se le antepone, en una copia entre los modelos propios; el archivo en sí queda como está.</translation>
    </message>
    <message>
        <source>{count} labels. It answers one number: give two labels, no and yes.</source>
        <translation>{count} etiquetas. Responde un solo número: indicar dos etiquetas, no y sí.</translation>
    </message>
    <message>
        <source>{count:,} labels, and it answers {wanted:,} numbers.</source>
        <translation>{count:,} etiquetas, y responde {wanted:,} números.</translation>
    </message>
    <message>
        <source>{count:,} labels, as many as it answers.</source>
        <translation>{count:,} etiquetas, tantas como respuestas da.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Darle un nombre.</translation>
    </message>
    <message>
        <source>Say what it answers.</source>
        <translation>Indicar qué responde.</translation>
    </message>
    <message>
        <source>Say how its pixels were scaled: no file says it, and it decides.</source>
        <translation>Indicar cómo se escalaron sus píxeles: ningún archivo lo dice, y es decisivo.</translation>
    </message>
    <message>
        <source>The label “{label}” stands twice.</source>
        <translation>La etiqueta “{label}” aparece dos veces.</translation>
    </message>
    <message>
        <source>Say under which terms it may be used.</source>
        <translation>Indicar con qué condiciones se puede usar.</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1.</source>
        <translation>Sus respuestas suman {sum:.2f}, no 1.</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1: it answers before its softmax. Turn that on above.</source>
        <translation>Sus respuestas suman {sum:.2f}, no 1: responde antes de su softmax. Activar eso arriba.</translation>
    </message>
</context>
<context>
    <name>CardDialog</name>
    <message>
        <source>Write a card</source>
        <translation>Escribir una ficha</translation>
    </message>
    <message>
        <source>Add the model</source>
        <translation>Añadir el modelo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Add nothing</source>
        <translation>No añadir nada</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Escribiendo…</translation>
    </message>
    <message>
        <source>The card is complete.</source>
        <translation>La ficha está completa.</translation>
    </message>
    <message>
        <source>Put a copy with this card among your models</source>
        <translation>Poner una copia con esta ficha entre los modelos propios</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>Preguntar al modelo por una imagen propia</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Elegir una imagen</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Fotos ({patterns})</translation>
    </message>
    <message>
        <source>Choose a file of labels</source>
        <translation>Elegir un archivo de etiquetas</translation>
    </message>
    <message>
        <source>Labels (*.txt *.json *.names *.csv)</source>
        <translation>Etiquetas (*.txt *.json *.names *.csv)</translation>
    </message>
    <message>
        <source>This network has no card</source>
        <translation>Esta red no tiene ficha</translation>
    </message>
    <message>
        <source>Nothing is guessed: what it is for, and what it expects, only you can say.</source>
        <translation>No se adivina nada: para qué sirve y qué espera hay que indicarlo aquí.</translation>
    </message>
</context>
<context>
    <name>CardFields</name>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>What does it answer</source>
        <translation>Qué responde</translation>
    </message>
    <message>
        <source>smile, emotion, dog breeds, …</source>
        <translation>sonrisa, emoción, razas de perros, …</translation>
    </message>
    <message>
        <source>What it is shown</source>
        <translation>Qué se le muestra</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Anchura en píxeles</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>Altura en píxeles</translation>
    </message>
    <message>
        <source>How its pixels were scaled</source>
        <translation>Cómo se escalaron sus píxeles</translation>
    </message>
    <message>
        <source>Order of its colours</source>
        <translation>Orden de sus colores</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Desde un archivo…</translation>
    </message>
    <message>
        <source>Under which terms may it be used</source>
        <translation>Con qué condiciones se puede usar</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>De dónde procede</translation>
    </message>
    <message>
        <source>An address, a paper, a person</source>
        <translation>Una dirección, un artículo, una persona</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>La imagen entera</translation>
    </message>
    <message>
        <source>A face that was found</source>
        <translation>Una cara encontrada</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>0 to 1 (unit)</source>
        <translation>De 0 a 1 (unit)</translation>
    </message>
    <message>
        <source>−1 to 1 (symmetric)</source>
        <translation>De −1 a 1 (symmetric)</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean and deviation (torch)</source>
        <translation>Media y desviación de ImageNet (torch)</translation>
    </message>
    <message>
        <source>Blue, green, red less ImageNet&apos;s mean (caffe)</source>
        <translation>Azul, verde, rojo menos la media de ImageNet (caffe)</translation>
    </message>
    <message>
        <source>Not at all, 0 to 255 (none)</source>
        <translation>Sin escalar, de 0 a 255 (none)</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Gris</translation>
    </message>
    <message>
        <source>Red, green, blue</source>
        <translation>Rojo, verde, azul</translation>
    </message>
    <message>
        <source>Blue, green, red, as OpenCV reads</source>
        <translation>Azul, verde, rojo, como lee OpenCV</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>Para qué sirve</translation>
    </message>
    <message>
        <source>What it expects</source>
        <translation>Qué espera</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, as the file says</source>
        <translation>{width} × {height} píxeles, según el archivo</translation>
    </message>
    <message>
        <source>Size of its pictures</source>
        <translation>Tamaño de sus imágenes</translation>
    </message>
    <message>
        <source>It answers before its softmax or sigmoid</source>
        <translation>Responde antes de su softmax o sigmoide</translation>
    </message>
    <message>
        <source>Its labels</source>
        <translation>Sus etiquetas</translation>
    </message>
    <message>
        <source>One a line, in the order of its answers; of one number: no, then yes.</source>
        <translation>Una por línea, en el orden de sus respuestas; si es un solo número: no y después sí.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Condiciones</translation>
    </message>
    <message>
        <source>Then its softmax or sigmoid is put behind it</source>
        <translation>Entonces se le añade detrás su softmax o sigmoide</translation>
    </message>
    <message>
        <source>One a line</source>
        <translation>Una por línea</translation>
    </message>
    <message>
        <source>Labels from a file…</source>
        <translation>Etiquetas desde un archivo…</translation>
    </message>
    <message>
        <source>One label a line, or JSON</source>
        <translation>Una etiqueta por línea, o JSON</translation>
    </message>
    <message>
        <source>The file itself says it</source>
        <translation>Lo dice el propio archivo</translation>
    </message>
</context>
<context>
    <name>ChangesPanel</name>
    <message>
        <source>Answers that changed</source>
        <translation>Respuestas que cambiaron</translation>
    </message>
    <message>
        <source>Close this list</source>
        <translation>Cerrar esta lista</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>Classes</source>
        <translation>Clases</translation>
    </message>
    <message>
        <source>and %s classes more</source>
        <translation>y %s clases más</translation>
    </message>
</context>
<context>
    <name>CloseDialog</name>
    <message>
        <source>Close Facet?</source>
        <translation>¿Cerrar Facet?</translation>
    </message>
    <message>
        <source>Something is still running.</source>
        <translation>Todavía hay algo en marcha.</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Seguir aquí</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>Cerrar de todos modos</translation>
    </message>
</context>
<context>
    <name>ConfusionChart</name>
    <message>
        <source>What was taken for what</source>
        <translation>Qué se tomó por qué</translation>
    </message>
    <message>
        <source>was answered</source>
        <translation>se respondió</translation>
    </message>
    <message>
        <source>it is</source>
        <translation>es</translation>
    </message>
    <message>
        <source>Of %1 pictures of “%2” %3 were answered rightly.</source>
        <translation>De %1 imágenes de “%2”, %3 recibieron la respuesta correcta.</translation>
    </message>
</context>
<context>
    <name>ConsentCard</name>
    <message>
        <source>Note on consent</source>
        <translation>Nota sobre el consentimiento</translation>
    </message>
    <message>
        <source>Optional note, kept with today&apos;s date: who agreed, and how</source>
        <translation>Nota opcional, con la fecha de hoy: quién aceptó y cómo</translation>
    </message>
    <message>
        <source>Kept with today&apos;s date</source>
        <translation>Se guarda con la fecha de hoy</translation>
    </message>
    <message>
        <source>Only with their consent</source>
        <translation>Solo con su consentimiento</translation>
    </message>
</context>
<context>
    <name>CurveChart</name>
    <message>
        <source>learning pictures</source>
        <translation>imágenes de aprendizaje</translation>
    </message>
    <message>
        <source>check pictures</source>
        <translation>imágenes de comprobación</translation>
    </message>
    <message>
        <source>round 1</source>
        <translation>ronda 1</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Todavía nada</translation>
    </message>
    <message>
        <source>After round %1: %2</source>
        <translation>Tras la ronda %1: %2</translation>
    </message>
</context>
<context>
    <name>DataView</name>
    <message>
        <source>What is in it</source>
        <translation>Qué contiene</translation>
    </message>
    <message>
        <source>Looking at the pictures</source>
        <translation>Examen de las imágenes</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Volver a mirar</translation>
    </message>
    <message>
        <source>Look into the folder again, after it was mended</source>
        <translation>Volver a examinar la carpeta después de corregirla</translation>
    </message>
    <message>
        <source>Save a mended split…</source>
        <translation>Guardar una división corregida…</translation>
    </message>
    <message>
        <source>Write a table of all pictures in which copies stand on one side</source>
        <translation>Escribir una tabla de todas las imágenes en la que las copias están del mismo lado</translation>
    </message>
    <message>
        <source>Looking at the pictures: %1 of %2</source>
        <translation>Examinando las imágenes: %1 de %2</translation>
    </message>
    <message>
        <source>Looking into the folder…</source>
        <translation>Examinando la carpeta…</translation>
    </message>
    <message>
        <source>The look into the folder was ended when the training began.</source>
        <translation>El examen de la carpeta terminó al empezar el entrenamiento.</translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>“{name}” can&apos;t be opened: {reason}.</source>
        <translation>No se puede abrir “{name}”: {reason}.</translation>
    </message>
    <message>
        <source>Models (ONNX files) can be dropped here, and videos and photos to watch.</source>
        <translation>Aquí se pueden soltar modelos (archivos ONNX), y vídeos y fotos para verlos.</translation>
    </message>
    <message>
        <source>Folders of pictures to learn from can be dropped here, and videos and photos to watch.</source>
        <translation>Aquí se pueden soltar carpetas de imágenes para aprender, y vídeos y fotos para verlos.</translation>
    </message>
    <message>
        <source>Photos and folders of photos can be dropped here.</source>
        <translation>Aquí se pueden soltar fotos y carpetas de fotos.</translation>
    </message>
    <message>
        <source>Videos, photos, folders of photos and models (ONNX files) can be dropped here.</source>
        <translation>Aquí se pueden soltar vídeos, fotos, carpetas de fotos y modelos (archivos ONNX).</translation>
    </message>
    <message>
        <source>“{name}” is a model.</source>
        <translation>“{name}” es un modelo.</translation>
    </message>
    <message>
        <source>Models are kept on the Models page.</source>
        <translation>Los modelos se guardan en la página Modelos.</translation>
    </message>
    <message>
        <source>Add it to the models</source>
        <translation>Añadir a los modelos</translation>
    </message>
    <message>
        <source>{n} of these files are videos, not photos.</source>
        <translation>{n} de estos archivos son vídeos, no fotos.</translation>
    </message>
    <message>
        <source>Drop one of them on the Live page to watch it.</source>
        <translation>Soltar uno de ellos en la página En vivo para verlo.</translation>
    </message>
    <message>
        <source>“{name}” is a video, not a photo.</source>
        <translation>“{name}” es un vídeo, no una foto.</translation>
    </message>
    <message>
        <source>It can be watched on the Live page.</source>
        <translation>Se puede ver en la página En vivo.</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>Ver</translation>
    </message>
    <message>
        <source>“{name}” is not a photo.</source>
        <translation>“{name}” no es una foto.</translation>
    </message>
    <message>
        <source>{n} of these files are not photos.</source>
        <translation>{n} de estos archivos no son fotos.</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop it to watch it</source>
        <translation>Soltar para verlo</translation>
    </message>
    <message>
        <source>Drop it to add it to the models</source>
        <translation>Soltar para añadirlo a los modelos</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source> Choose photos…</source>
        <translation> Elegir fotos…</translation>
    </message>
    <message>
        <source> Choose a folder…</source>
        <translation> Elegir una carpeta…</translation>
    </message>
    <message>
        <source>Look at one or more photos</source>
        <translation>Examinar una o varias fotos</translation>
    </message>
    <message>
        <source>Look at all photos of a folder and of the folders in it</source>
        <translation>Examinar todas las fotos de una carpeta y de sus subcarpetas</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entrenamiento</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Drop photos or a folder here</source>
        <translation>Soltar fotos o una carpeta aquí</translation>
    </message>
    <message>
        <source>Every face appears with its answers. Photos stay as they are, on this computer.</source>
        <translation>Cada cara aparece con sus respuestas. Las fotos se quedan como están, en este equipo.</translation>
    </message>
    <message>
        <source>No face fits</source>
        <translation>Ninguna cara coincide</translation>
    </message>
    <message>
        <source>Choose other filters to see more.</source>
        <translation>Con otros filtros se ven más.</translation>
    </message>
    <message>
        <source>No face was found</source>
        <translation>No se encontró ninguna cara</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way. The list above also shows the photos without a face, and those that can&apos;t be read.</source>
        <translation>Las caras se encuentran mejor con luz, derechas y vueltas hacia aquí. La lista de arriba también muestra las fotos sin caras y las que no se pueden leer.</translation>
    </message>
    <message>
        <source>No model for whole pictures yet</source>
        <translation>Aún no hay modelo para imágenes enteras</translation>
    </message>
    <message>
        <source>Such a model says what a photo shows as a whole, for example which breed of dog. Train one with your own photos, or add an ONNX file on the Models page.</source>
        <translation>Un modelo así dice qué muestra una foto en conjunto, por ejemplo qué raza de perro. Entrenar uno con fotos propias o añadir un archivo ONNX en la página Modelos.</translation>
    </message>
    <message>
        <source>No photo there</source>
        <translation>No hay ninguna foto</translation>
    </message>
    <message>
        <source>JPEG, PNG, WebP, TIFF and the like are read.</source>
        <translation>Se leen JPEG, PNG, WebP, TIFF y similares.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Leyendo…</translation>
    </message>
    <message>
        <source>Faces appear as they are found.</source>
        <translation>Las caras aparecen a medida que se encuentran.</translation>
    </message>
    <message>
        <source>Go to the page {page}</source>
        <translation>Ir a la página {page}</translation>
    </message>
</context>
<context>
    <name>EmptyView</name>
    <message>
        <source>Answers are kept, the picture too if you want. All of it stays on this computer.</source>
        <translation>Se guardan las respuestas y, si se quiere, también la imagen. Todo se queda en este equipo.</translation>
    </message>
    <message>
        <source>Nothing is recorded yet</source>
        <translation>Todavía no hay nada grabado</translation>
    </message>
    <message>
        <source> Go to the Live page</source>
        <translation> Ir a la página En vivo</translation>
    </message>
    <message>
        <source>Go to the Live page</source>
        <translation>Ir a la página En vivo</translation>
    </message>
    <message>
        <source>Where recording begins</source>
        <translation>Donde empieza la grabación</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press the round button above the picture.</source>
        <translation>Ver algo en la página En vivo y pulsar el botón redondo situado sobre la imagen.</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press {key}, or the round button above the picture.</source>
        <translation>Ver algo en la página En vivo y pulsar {key} o el botón redondo situado sobre la imagen.</translation>
    </message>
    <message>
        <source>The same again ends it. Then you see here who was there and when they smiled, watch it again, and say who is who.</source>
        <translation>Con lo mismo otra vez se termina. Después se ve aquí quién estaba y cuándo sonrió, se puede volver a ver y decir quién es quién.</translation>
    </message>
</context>
<context>
    <name>Erase</name>
    <message>
        <source>{n}, with the numbers made from them</source>
        <translation>{n}, con los números obtenidos de ellas</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>Pictures of faces</source>
        <translation>Imágenes de caras</translation>
    </message>
    <message>
        <source>Fine-tunings of their faces</source>
        <translation>Ajustes finos hechos con sus caras</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Grabaciones</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Entrenamientos</translation>
    </message>
    <message>
        <source>Models of your own</source>
        <translation>Modelos propios</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>all but looks, language and keys</source>
        <translation>todo menos apariencia, idioma y teclas</translation>
    </message>
    <message>
        <source>The log</source>
        <translation>El registro</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>todo</translation>
    </message>
    <message>
        <source>There is no way back. Models that ship with Facet or were downloaded stay, and so does what you exported to folders of your own.</source>
        <translation>No hay vuelta atrás. Los modelos que vienen con Facet o se descargaron se conservan, igual que lo exportado a carpetas propias.</translation>
    </message>
    <message>
        <source>Also the snapshots in {folder} ({n})</source>
        <translation>También las capturas de {folder} ({n})</translation>
    </message>
    <message>
        <source>End this first: {what}</source>
        <translation>Terminar esto primero: {what}</translation>
    </message>
</context>
<context>
    <name>EraseDialog</name>
    <message>
        <source>Erase all?</source>
        <translation>¿Borrar todo?</translation>
    </message>
    <message>
        <source>erase</source>
        <translation>borrar</translation>
    </message>
    <message>
        <source>They lie among your own pictures</source>
        <translation>Están entre las imágenes propias</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>Borrar definitivamente</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conservar</translation>
    </message>
    <message>
        <source>Erase all of this?</source>
        <translation>¿Borrar todo esto?</translation>
    </message>
    <message>
        <source>The recording that runs is ended and erased too.</source>
        <translation>La grabación en curso se termina y también se borra.</translation>
    </message>
    <message>
        <source>Type “{word}” to go on:</source>
        <translation>Escribir “{word}” para continuar:</translation>
    </message>
    <message>
        <source>There is no way back</source>
        <translation>No hay vuelta atrás</translation>
    </message>
    <message>
        <source>Type the word first</source>
        <translation>Primero hay que escribir la palabra</translation>
    </message>
</context>
<context>
    <name>EraseRow</name>
    <message>
        <source>Erase all</source>
        <translation>Borrar todo</translation>
    </message>
    <message>
        <source>Erases for good: everyone Facet knows, recordings, trainings, models of your own, the log, and all settings but looks, language and keys. What goes is listed first.</source>
        <translation>Borra definitivamente: todas las personas que Facet conoce, grabaciones, entrenamientos, modelos propios, el registro y todos los ajustes menos apariencia, idioma y teclas. Antes se enumera lo que desaparece.</translation>
    </message>
    <message>
        <source>Erase all…</source>
        <translation>Borrar todo…</translation>
    </message>
    <message>
        <source>See what there is, then erase it</source>
        <translation>Ver qué hay y después borrarlo</translation>
    </message>
    <message>
        <source>Nothing was erased.</source>
        <translation>No se borró nada.</translation>
    </message>
    <message>
        <source>All was erased but for this:</source>
        <translation>Se borró todo menos esto:</translation>
    </message>
    <message>
        <source>All is erased. Facet knows nobody now.</source>
        <translation>Todo está borrado. Facet ya no conoce a nadie.</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong inside Facet, and that is no fault of yours.</source>
        <translation>Algo falló dentro de Facet; la culpa es solo del programa.</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>Los detalles están en el registro.</translation>
    </message>
</context>
<context>
    <name>ExportDesk</name>
    <message>
        <source>Pictures with boxes are being written.</source>
        <translation>Se están escribiendo imágenes con recuadros.</translation>
    </message>
    <message>
        <source>Export the faces</source>
        <translation>Exportar las caras</translation>
    </message>
    <message>
        <source>Choose a folder for the copies</source>
        <translation>Elegir una carpeta para las copias</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>Guardado: %s</translation>
    </message>
    <message>
        <source>{count} pictures saved in {folder}</source>
        <translation>{count} imágenes guardadas en {folder}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Mostrar en la carpeta</translation>
    </message>
    <message>
        <source>Progress of writing</source>
        <translation>Progreso de la escritura</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Stop writing; the pictures written so far stay</source>
        <translation>Dejar de escribir; las imágenes ya escritas se conservan</translation>
    </message>
    <message>
        <source>Writing pictures with boxes…</source>
        <translation>Escribiendo imágenes con recuadros…</translation>
    </message>
</context>
<context>
    <name>Face</name>
    <message>
        <source>Names come when the source is opened again.</source>
        <translation>Los nombres llegan cuando se vuelva a abrir la fuente.</translation>
    </message>
    <message>
        <source>Who is this?…</source>
        <translation>¿Quién es?…</translation>
    </message>
    <message>
        <source>Who are these?…</source>
        <translation>¿Quiénes son?…</translation>
    </message>
    <message>
        <source>{count:,} faces</source>
        <translation>{count:,} caras</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Sin identificar</translation>
    </message>
    <message>
        <source>This is {name}</source>
        <translation>Es {name}</translation>
    </message>
    <message>
        <source>Why?…</source>
        <translation>¿Por qué?…</translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation>No es una cara</translation>
    </message>
    <message>
        <source>Not faces</source>
        <translation>No son caras</translation>
    </message>
    <message>
        <source>Take this card away, here and from exports (Delete)</source>
        <translation>Quitar esta tarjeta, aquí y de las exportaciones (Supr)</translation>
    </message>
    <message>
        <source>Take these cards away, here and from exports (Delete)</source>
        <translation>Quitar estas tarjetas, aquí y de las exportaciones (Supr)</translation>
    </message>
    <message>
        <source>Keep this picture of {name}</source>
        <translation>Conservar esta imagen de {name}</translation>
    </message>
    <message>
        <source>This is not {name}</source>
        <translation>No es {name}</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>Es otra persona…</translation>
    </message>
    <message>
        <source>This picture of {name} is kept</source>
        <translation>Esta imagen de {name} ya está guardada</translation>
    </message>
    <message>
        <source>Another one helps once it looks different: turned, or in other light.</source>
        <translation>Otra ayuda cuando se ve distinta: girada o con otra luz.</translation>
    </message>
    <message>
        <source>Add the picture</source>
        <translation>Añadir la imagen</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>Recordar</translation>
    </message>
    <message>
        <source>Add the pictures</source>
        <translation>Añadir las imágenes</translation>
    </message>
    <message>
        <source>Type a name, or choose someone you know.</source>
        <translation>Escribir un nombre o elegir a alguien conocido.</translation>
    </message>
    <message>
        <source>Type a name.</source>
        <translation>Escribir un nombre.</translation>
    </message>
    <message>
        <source>Facet takes this face for {name} already.</source>
        <translation>Facet ya toma esta cara por la de {name}.</translation>
    </message>
    <message>
        <source>{name} is new: named from now on, without any training.</source>
        <translation>{name} es una persona nueva: se nombra desde ahora, sin ningún entrenamiento.</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has one.</source>
        <translation>Añade esta imagen a {name}, que tiene una.</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has {count}.</source>
        <translation>Añade esta imagen a {name}, que tiene {count}.</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has one.</source>
        <translation>Añade estas imágenes a {name}, que tiene una.</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has {count}.</source>
        <translation>Añade estas imágenes a {name}, que tiene {count}.</translation>
    </message>
    <message>
        <source>Facet takes this face for {name}. That will be corrected.</source>
        <translation>Facet toma esta cara por la de {name}. Eso se corregirá.</translation>
    </message>
    <message>
        <source>Facet knows some of these faces as {names}.</source>
        <translation>Facet conoce algunas de estas caras como {names}.</translation>
    </message>
    <message>
        <source>Kept on this computer only, in {folder}: small pictures of the face, numbers made from them, the name, and when they were seen last. Removing the person erases all of it.</source>
        <translation>Se guarda solo en este equipo, en {folder}: pequeñas imágenes de la cara, números obtenidos de ellas, el nombre y cuándo se vio por última vez. Al quitar a la persona se borra todo.</translation>
    </message>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} y {last}</translation>
    </message>
    <message>
        <source>Who is this?</source>
        <translation>¿Quién es?</translation>
    </message>
</context>
<context>
    <name>FaceCard</name>
    <message>
        <source>For how long this face has been in view</source>
        <translation>Cuánto tiempo lleva esta cara a la vista</translation>
    </message>
    <message>
        <source>Click to say who this is, or to ask why</source>
        <translation>Hacer clic para decir quién es o preguntar por qué</translation>
    </message>
    <message>
        <source>just left</source>
        <translation>acaba de salir</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>Cara {number}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Sin identificar</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Sin respuesta</translation>
    </message>
    <message>
        <source>How surely the model sees this: {task}</source>
        <translation>Con cuánta seguridad lo ve el modelo: {task}</translation>
    </message>
    <message>
        <source>Most like {name}</source>
        <translation>Se parece más a {name}</translation>
    </message>
    <message>
        <source>Always one of the people it was trained on: a stranger gets one of their names too</source>
        <translation>Siempre una de las personas con las que se entrenó: un desconocido también recibe uno de sus nombres</translation>
    </message>
    <message>
        <source>Nothing is likely enough to say. Likeliest: {label}. The bar shows how likely.</source>
        <translation>Nada es lo bastante probable. Lo más probable: {label}. La barra muestra cuánto.</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Sin certeza</translation>
    </message>
    <message>
        <source>{label}?</source>
        <translation>¿{label}?</translation>
    </message>
</context>
<context>
    <name>FaceGrid</name>
    <message>
        <source>Faces found</source>
        <translation>Caras encontradas</translation>
    </message>
    <message>
        <source>Enter shows the photo, the menu key says who it is, Delete that it is no face. Shift with the arrow keys chooses several.</source>
        <translation>Intro muestra la foto, con la tecla de menú se dice quién es, con Supr que no es una cara. Mayús con las teclas de flecha elige varias.</translation>
    </message>
</context>
<context>
    <name>FaceNews</name>
    <message>
        <source>{names}: in view.</source>
        <translation>{names}: a la vista.</translation>
    </message>
    <message>
        <source>Somebody unknown is in view.</source>
        <translation>Hay alguien sin identificar a la vista.</translation>
    </message>
    <message>
        <source>{n} unknown faces are in view.</source>
        <translation>Hay {n} caras sin identificar a la vista.</translation>
    </message>
</context>
<context>
    <name>FacesPanel</name>
    <message>
        <source>Faces in view</source>
        <translation>Caras a la vista</translation>
    </message>
    <message>
        <source>How many faces are in view</source>
        <translation>Cuántas caras hay a la vista</translation>
    </message>
    <message>
        <source>Number of faces in view</source>
        <translation>Número de caras a la vista</translation>
    </message>
    <message>
        <source>Cards of the faces in view</source>
        <translation>Tarjetas de las caras a la vista</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>Open a video or a photo</source>
        <translation>Abrir un vídeo o una foto</translation>
    </message>
    <message>
        <source>Videos and photos ({patterns})</source>
        <translation>Vídeos y fotos ({patterns})</translation>
    </message>
    <message>
        <source>Videos ({patterns})</source>
        <translation>Vídeos ({patterns})</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>Fotos ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Abrir una carpeta de fotos</translation>
    </message>
    <message>
        <source>Choose photos</source>
        <translation>Elegir fotos</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Nothing on this computer opens it: {path}</source>
        <translation>Nada en este equipo lo abre: {path}</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>What is shown</source>
        <translation>Lo que se muestra</translation>
    </message>
    <message>
        <source>Filter by %s</source>
        <translation>Filtrar por %s</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Done</source>
        <translation>Listo</translation>
    </message>
    <message>
        <source>This face belongs to {name} already</source>
        <translation>Esta cara ya es de {name}</translation>
    </message>
    <message>
        <source>Come into view</source>
        <translation>Ponerse a la vista</translation>
    </message>
    <message>
        <source>Two people in view: one at a time</source>
        <translation>Dos personas a la vista: de una en una</translation>
    </message>
    <message>
        <source>This seems to be someone else</source>
        <translation>Esta parece ser otra persona</translation>
    </message>
    <message>
        <source>Too dark: more light on the face</source>
        <translation>Demasiado oscuro: más luz en la cara</translation>
    </message>
    <message>
        <source>Too bright: less light on the face</source>
        <translation>Demasiado claro: menos luz en la cara</translation>
    </message>
    <message>
        <source>Too little contrast: more light from one side</source>
        <translation>Muy poco contraste: más luz de un lado</translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation>Borroso: no moverse</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>Acercarse</translation>
    </message>
    <message>
        <source>Too far: turn back a little</source>
        <translation>Demasiado girada: volver un poco</translation>
    </message>
    <message>
        <source>Hold your head straight</source>
        <translation>Mantener la cabeza recta</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>Mirar de frente</translation>
    </message>
    <message>
        <source>Turn a little left</source>
        <translation>Girar un poco a la izquierda</translation>
    </message>
    <message>
        <source>Turn a little right</source>
        <translation>Girar un poco a la derecha</translation>
    </message>
    <message>
        <source>Look up a little</source>
        <translation>Mirar un poco hacia arriba</translation>
    </message>
    <message>
        <source>Look down a little</source>
        <translation>Mirar un poco hacia abajo</translation>
    </message>
    <message>
        <source>Look ahead and smile</source>
        <translation>Mirar de frente y sonreír</translation>
    </message>
    <message>
        <source>No picture was good enough, so nothing is kept.</source>
        <translation>Ninguna imagen fue lo bastante buena, así que no se guarda nada.</translation>
    </message>
    <message>
        <source>{pictures} taken.</source>
        <translation>Tomado: {pictures}.</translation>
    </message>
    <message>
        <source>Still lacking: {poses}. Facet knows the face without them, but less surely.</source>
        <translation>Todavía falta: {poses}. Facet conoce la cara sin eso, pero con menos seguridad.</translation>
    </message>
</context>
<context>
    <name>GuidedDialog</name>
    <message>
        <source>Add someone from the camera</source>
        <translation>Añadir a alguien con la cámara</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Conservarlas</translation>
    </message>
    <message>
        <source>this picture</source>
        <translation>esta imagen</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>imágenes</translation>
    </message>
    <message>
        <source>About ten pictures, taken by themselves</source>
        <translation>Unas diez imágenes, que se toman solas</translation>
    </message>
    <message>
        <source>Waiting for the picture…</source>
        <translation>Esperando la imagen…</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>Mirar de frente</translation>
    </message>
    <message>
        <source>Pictures taken</source>
        <translation>Imágenes tomadas</translation>
    </message>
    <message>
        <source>Go on anyway</source>
        <translation>Seguir de todos modos</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Choose a source</source>
        <translation>Elegir una fuente</translation>
    </message>
    <message>
        <source>Source: %s</source>
        <translation>Fuente: %s</translation>
    </message>
    <message>
        <source>State: %s</source>
        <translation>Estado: %s</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>does</source>
        <translation>acción</translation>
    </message>
    <message>
        <source>key</source>
        <translation>tecla</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>Lo último que se hizo</translation>
    </message>
    <message>
        <source>Everything can be reached without a mouse: `Tab` goes from control to control, `Space` and `Enter` press the one that has the focus, arrow keys move in lists and sliders.</source>
        <translation>Se puede llegar a todo sin ratón: `Tab` pasa de un control a otro, `Espacio` e `Intro` pulsan el que tiene el foco y las teclas de flecha se mueven por listas y deslizadores.</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>No page has these words.</source>
        <translation>Ninguna página tiene estas palabras.</translation>
    </message>
    <message>
        <source>This page is in English.</source>
        <translation>Esta página está en inglés.</translation>
    </message>
    <message>
        <source>Find in the help</source>
        <translation>Buscar en la ayuda</translation>
    </message>
    <message>
        <source>Show only pages with these words; Enter goes to the next place</source>
        <translation>Mostrar solo las páginas con estas palabras; Intro va al siguiente lugar</translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation>Páginas de la ayuda</translation>
    </message>
    <message>
        <source>Back to the page before (Alt+Left)</source>
        <translation>Volver a la página anterior (Alt+Izquierda)</translation>
    </message>
    <message>
        <source>Back to the page before</source>
        <translation>Volver a la página anterior</translation>
    </message>
    <message>
        <source>The page of the help</source>
        <translation>La página de la ayuda</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>Meters</source>
        <translation>Medidores</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>Captura</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>Análisis</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>Dibujado</translation>
    </message>
    <message>
        <source>Frame age p50</source>
        <translation>Antigüedad p50</translation>
    </message>
    <message>
        <source>Frame age p95</source>
        <translation>Antigüedad p95</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Descartados</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Detector</translation>
    </message>
    <message>
        <source>Models, rest</source>
        <translation>Modelos, resto</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Se ejecuta en</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>sin modelo</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>Detenerlo</translation>
    </message>
</context>
<context>
    <name>KeyRow</name>
    <message>
        <source>none</source>
        <translation>ninguna</translation>
    </message>
    <message>
        <source>{command}: {key}</source>
        <translation>{command}: {key}</translation>
    </message>
    <message>
        <source>Back to the default: {key}</source>
        <translation>Volver al valor predeterminado: {key}</translation>
    </message>
    <message>
        <source>Press it, then the new key</source>
        <translation>Pulsar aquí y después la tecla nueva</translation>
    </message>
    <message>
        <source>New key for “{command}”</source>
        <translation>Tecla nueva para “{command}”</translation>
    </message>
    <message>
        <source>Esc keeps the old key, Backspace takes it away</source>
        <translation>Esc conserva la tecla anterior, Retroceso la quita</translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>Keys of commands</source>
        <translation>Teclas de los comandos</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Mostrar todo</translation>
    </message>
    <message>
        <source>Every command with its key</source>
        <translation>Todas las órdenes con sus teclas</translation>
    </message>
    <message>
        <source>Show all commands with their keys</source>
        <translation>Mostrar todas las órdenes con sus teclas</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>Restablecer todas las teclas</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Mostrar menos</translation>
    </message>
    <message>
        <source>Give every command its usual key again</source>
        <translation>Devolver a cada comando su tecla habitual</translation>
    </message>
    <message>
        <source>Every command has its usual key</source>
        <translation>Cada comando tiene su tecla habitual</translation>
    </message>
    <message>
        <source>{undo} undoes what was done last, {redo} does again what was undone. These stay as they are.</source>
        <translation>{undo} deshace lo último que se hizo, {redo} rehace lo deshecho. Estas teclas quedan como están.</translation>
    </message>
    <message>
        <source>Press a command&apos;s key here, then the new one. Esc keeps the old key, Backspace takes it away.</source>
        <translation>Pulsar aquí la tecla de un comando y después la nueva. Esc conserva la tecla anterior, Retroceso la quita.</translation>
    </message>
</context>
<context>
    <name>Label</name>
    <message>
        <source>smile</source>
        <translation>sonrisa</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>sin sonrisa</translation>
    </message>
    <message>
        <source>angry</source>
        <translation>enfado</translation>
    </message>
    <message>
        <source>contempt</source>
        <translation>desprecio</translation>
    </message>
    <message>
        <source>disgust</source>
        <translation>asco</translation>
    </message>
    <message>
        <source>fear</source>
        <translation>miedo</translation>
    </message>
    <message>
        <source>happy</source>
        <translation>alegría</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>neutral</translation>
    </message>
    <message>
        <source>sad</source>
        <translation>tristeza</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>sorpresa</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Answers in the timeline: %s</source>
        <translation>Respuestas en la línea de tiempo: %s</translation>
    </message>
</context>
<context>
    <name>LicenceView</name>
    <message>
        <source>Nothing has these words.</source>
        <translation>Nada tiene estas palabras.</translation>
    </message>
    <message>
        <source>Find by name or licence</source>
        <translation>Buscar por nombre o licencia</translation>
    </message>
    <message>
        <source>Show only entries with these words</source>
        <translation>Mostrar solo las entradas con estas palabras</translation>
    </message>
    <message>
        <source>What Facet is made of</source>
        <translation>De qué está hecho Facet</translation>
    </message>
    <message>
        <source>The licence</source>
        <translation>La licencia</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>No source</source>
        <translation>Sin fuente</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Abriendo…</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En vivo</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Reproduciendo</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>Conexión perdida</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>Could not open</source>
        <translation>No se pudo abrir</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>Trying again now…</source>
        <translation>Reintentando ahora…</translation>
    </message>
    <message>
        <source>Trying again in {seconds} s.</source>
        <translation>Nuevo intento en {seconds} s.</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Buscando cámaras…</translation>
    </message>
    <message>
        <source>Opening {source}…</source>
        <translation>Abriendo {source}…</translation>
    </message>
    <message>
        <source>The models are made ready too.</source>
        <translation>También se preparan los modelos.</translation>
    </message>
    <message>
        <source>{source} is closed. Nothing is being watched.</source>
        <translation>{source}: cerrado. No se observa nada.</translation>
    </message>
    <message>
        <source>{source} stopped working</source>
        <translation>{source} dejó de funcionar</translation>
    </message>
    <message>
        <source>{source} could not be opened</source>
        <translation>No se pudo abrir {source}</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>No se encontró ninguna cámara</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>No se encontró ninguna cámara a las {time}</translation>
    </message>
    <message>
        <source>Plug one in and look again, or watch the demo, a file or a stream.
You can also drop a video, a photo or a folder here.</source>
        <translation>Conectar una y volver a buscar, o ver la demostración, un archivo o una transmisión.
También se puede soltar aquí un vídeo, una foto o una carpeta.</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>¿Qué debe observar Facet?</translation>
    </message>
    <message>
        <source>Choose a source, or drop a video, a photo or a folder here.</source>
        <translation>Elegir una fuente o soltar aquí un vídeo, una foto o una carpeta.</translation>
    </message>
    <message>
        <source>Facet tries again by itself.</source>
        <translation>Facet lo intenta de nuevo por sí solo.</translation>
    </message>
    <message>
        <source>Waiting for {source}…</source>
        <translation>Esperando a {source}…</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Reintentar ahora</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Choose another source</source>
        <translation>Elegir otra fuente</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>Ver la demostración</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Abrir un archivo…</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Abrir una carpeta…</translation>
    </message>
    <message>
        <source>Open a stream…</source>
        <translation>Abrir una transmisión…</translation>
    </message>
    <message>
        <source>Use the camera</source>
        <translation>Usar la cámara</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Volver a buscar</translation>
    </message>
    <message>
        <source>A card for each face appears here.</source>
        <translation>Aquí aparece una tarjeta para cada cara.</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Sin imagen</translation>
    </message>
    <message>
        <source>Faces come back with the picture.</source>
        <translation>Las caras vuelven con la imagen.</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>Ninguna cara a la vista</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way.</source>
        <translation>Las caras se encuentran mejor con luz, derechas y vueltas hacia aquí.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Esc or {key} leaves full screen.</source>
        <translation>Con Esc o {key} se sale de pantalla completa.</translation>
    </message>
    <message>
        <source>Esc leaves full screen.</source>
        <translation>Con Esc se sale de pantalla completa.</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausar</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Reproducir</translation>
    </message>
    <message>
        <source>Watch a camera, a video, a stream or photos</source>
        <translation>Ver una cámara, un vídeo, una transmisión o fotos</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En vivo</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>Ver</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Tema</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Como el &amp;sistema</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Claro</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Oscuro</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>&amp;Alto contraste</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Archivo</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ver</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Reproducción</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;yuda</translation>
    </message>
    <message>
        <source>&amp;Open file…</source>
        <translation>&amp;Abrir archivo…</translation>
    </message>
    <message>
        <source>Watch a video or a photo</source>
        <translation>Ver un vídeo o una foto</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>Abrir &amp;carpeta…</translation>
    </message>
    <message>
        <source>Go through the photos of a folder</source>
        <translation>Recorrer las fotos de una carpeta</translation>
    </message>
    <message>
        <source>Open &amp;stream…</source>
        <translation>Abrir &amp;transmisión…</translation>
    </message>
    <message>
        <source>Watch a camera of the network</source>
        <translation>Ver una cámara de la red</translation>
    </message>
    <message>
        <source>Show the &amp;demo</source>
        <translation>Ver la &amp;demostración</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>Ver cómo funciona Facet sin cámara</translation>
    </message>
    <message>
        <source>&amp;Choose a source…</source>
        <translation>&amp;Elegir una fuente…</translation>
    </message>
    <message>
        <source>Choose what Facet watches: cameras, files, streams</source>
        <translation>Elegir qué observa Facet: cámaras, archivos, transmisiones</translation>
    </message>
    <message>
        <source>Save s&amp;napshot</source>
        <translation>Guardar ca&amp;ptura</translation>
    </message>
    <message>
        <source>Save the picture on screen as a file</source>
        <translation>Guardar la imagen de la pantalla en un archivo</translation>
    </message>
    <message>
        <source>Boxes in s&amp;napshots</source>
        <translation>Recuadros en las captu&amp;ras</translation>
    </message>
    <message>
        <source>Save snapshots with boxes and labels</source>
        <translation>Guardar las capturas con recuadros y etiquetas</translation>
    </message>
    <message>
        <source>Show snapshots in their &amp;folder</source>
        <translation>Mostrar la carpeta de capt&amp;uras</translation>
    </message>
    <message>
        <source>Open the folder with the snapshots</source>
        <translation>Abrir la carpeta de las capturas</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Grabar</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>Grabar lo que se ve y se responde, o terminar la grabación</translation>
    </message>
    <message>
        <source>Set a mar&amp;ker</source>
        <translation>Poner un &amp;marcador</translation>
    </message>
    <message>
        <source>Mark this moment of the recording</source>
        <translation>Marcar este momento de la grabación</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message>
        <source>Close Facet</source>
        <translation>Cerrar Facet</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>&amp;Espejo</translation>
    </message>
    <message>
        <source>Show the picture as a mirror does</source>
        <translation>Mostrar la imagen como en un espejo</translation>
    </message>
    <message>
        <source>&amp;Boxes and labels</source>
        <translation>&amp;Recuadros y etiquetas</translation>
    </message>
    <message>
        <source>Show boxes and labels over the picture</source>
        <translation>Mostrar recuadros y etiquetas sobre la imagen</translation>
    </message>
    <message>
        <source>Me&amp;ters</source>
        <translation>&amp;Medidores</translation>
    </message>
    <message>
        <source>Show rates, delays and what the models run on</source>
        <translation>Mostrar velocidades, retardos y dónde se ejecutan los modelos</translation>
    </message>
    <message>
        <source>&amp;Faces panel</source>
        <translation>Panel de &amp;caras</translation>
    </message>
    <message>
        <source>Show the cards of the faces in view</source>
        <translation>Mostrar las tarjetas de las caras a la vista</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Pantalla completa</translation>
    </message>
    <message>
        <source>Show the picture alone</source>
        <translation>Mostrar solo la imagen</translation>
    </message>
    <message>
        <source>&amp;Leave full screen</source>
        <translation>&amp;Salir de pantalla completa</translation>
    </message>
    <message>
        <source>Show the whole window again</source>
        <translation>Mostrar de nuevo toda la ventana</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausar</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>Pausar o continuar</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Detener</translation>
    </message>
    <message>
        <source>Close the source: nothing is watched any more</source>
        <translation>Cerrar la fuente: ya no se observa nada</translation>
    </message>
    <message>
        <source>&amp;Next frame</source>
        <translation>&amp;Siguiente fotograma</translation>
    </message>
    <message>
        <source>Pause and show one frame more</source>
        <translation>Pausar y mostrar un fotograma más</translation>
    </message>
    <message>
        <source>&amp;Back 5 seconds</source>
        <translation>Re&amp;troceder 5 segundos</translation>
    </message>
    <message>
        <source>Go back 5 seconds</source>
        <translation>Retroceder 5 segundos</translation>
    </message>
    <message>
        <source>&amp;Forward 5 seconds</source>
        <translation>&amp;Avanzar 5 segundos</translation>
    </message>
    <message>
        <source>Go on 5 seconds</source>
        <translation>Avanzar 5 segundos</translation>
    </message>
    <message>
        <source>To the b&amp;eginning</source>
        <translation>&amp;Ir al principio</translation>
    </message>
    <message>
        <source>Go to the beginning</source>
        <translation>Ir al principio</translation>
    </message>
    <message>
        <source>&amp;Loop</source>
        <translation>Repetir en &amp;bucle</translation>
    </message>
    <message>
        <source>Begin again at the end</source>
        <translation>Volver a empezar al llegar al final</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo</source>
        <translation>Foto a&amp;nterior</translation>
    </message>
    <message>
        <source>Show the photo before</source>
        <translation>Mostrar la foto anterior</translation>
    </message>
    <message>
        <source>Ne&amp;xt photo</source>
        <translation>Foto si&amp;guiente</translation>
    </message>
    <message>
        <source>Show the photo after</source>
        <translation>Mostrar la foto siguiente</translation>
    </message>
    <message>
        <source>&amp;Retry now</source>
        <translation>Reintentar a&amp;hora</translation>
    </message>
    <message>
        <source>Try to reach the lost source at once</source>
        <translation>Intentar llegar enseguida a la fuente perdida</translation>
    </message>
    <message>
        <source>Play the re&amp;cording</source>
        <translation>&amp;Reproducir la grabación</translation>
    </message>
    <message>
        <source>Play or pause the recording</source>
        <translation>Reproducir o pausar la grabación</translation>
    </message>
    <message>
        <source>One picture b&amp;ack</source>
        <translation>Una i&amp;magen atrás</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture before</source>
        <translation>Mostrar la imagen anterior de la grabación</translation>
    </message>
    <message>
        <source>One picture &amp;on</source>
        <translation>Una imagen ade&amp;lante</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture after</source>
        <translation>Mostrar la imagen siguiente de la grabación</translation>
    </message>
    <message>
        <source>To the &amp;marker before</source>
        <translation>Al mar&amp;cador anterior</translation>
    </message>
    <message>
        <source>Go back to the marker before</source>
        <translation>Volver al marcador anterior</translation>
    </message>
    <message>
        <source>To the marker af&amp;ter</source>
        <translation>Al marcad&amp;or siguiente</translation>
    </message>
    <message>
        <source>Go on to the marker after</source>
        <translation>Avanzar al marcador siguiente</translation>
    </message>
    <message>
        <source>&amp;Help for this page</source>
        <translation>A&amp;yuda de esta página</translation>
    </message>
    <message>
        <source>Read about what is shown now</source>
        <translation>Leer sobre lo que se muestra ahora</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>&amp;Bienvenida</translation>
    </message>
    <message>
        <source>Choose a source and let Facet know you, in a minute</source>
        <translation>Elegir una fuente y darse a conocer a Facet, en un minuto</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>A&amp;tajos de teclado</translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation>Todas las teclas de un vistazo</translation>
    </message>
    <message>
        <source>&amp;About Facet</source>
        <translation>&amp;Acerca de Facet</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>Versión y licencias</translation>
    </message>
</context>
<context>
    <name>Meter</name>
    <message>
        <source>Meter</source>
        <translation>Medidor</translation>
    </message>
</context>
<context>
    <name>MistakeGrid</name>
    <message>
        <source>Worst mistakes</source>
        <translation>Peores errores</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>The chosen model</source>
        <translation>El modelo elegido</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>Usar este modelo</translation>
    </message>
    <message>
        <source>Facet answers as before; the model stays in this list</source>
        <translation>Facet responde como antes; el modelo se queda en esta lista</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Descargar</translation>
    </message>
    <message>
        <source>Measure on this machine</source>
        <translation>Medir en esta máquina</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>En esta máquina</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>Pedido</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>Se ejecutó en</translation>
    </message>
    <message>
        <source>How good it is</source>
        <translation>Cómo de bueno es</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Medida</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>What this means</source>
        <translation>Qué significa esto</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>Intervalo del 95 %</translation>
    </message>
    <message>
        <source>Out of</source>
        <translation>De un total de</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Qué es</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>El archivo</translation>
    </message>
    <message>
        <source>What it learned from</source>
        <translation>De qué aprendió</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Datos</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Condiciones</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>en uso</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Smile</source>
        <translation>Sonrisa</translation>
    </message>
    <message>
        <source>Emotion</source>
        <translation>Emoción</translation>
    </message>
    <message>
        <source>Who it is</source>
        <translation>Quién es</translation>
    </message>
    <message>
        <source>Points of a face</source>
        <translation>Puntos de una cara</translation>
    </message>
    <message>
        <source>Finding faces</source>
        <translation>Búsqueda de caras</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>Alegre o triste</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>Caras encontradas</translation>
    </message>
    <message>
        <source>Faces told from other things (AUC)</source>
        <translation>Caras distinguidas de otras cosas (AUC)</translation>
    </message>
    <message>
        <source>Overlap with the true box</source>
        <translation>Solapamiento con el recuadro verdadero</translation>
    </message>
    <message>
        <source>Likeness to its teacher&apos;s numbers (cosine)</source>
        <translation>Parecido con los números de su maestro (coseno)</translation>
    </message>
    <message>
        <source>Who of a few people</source>
        <translation>Quién de unas pocas personas</translation>
    </message>
    <message>
        <source>{licence} It learned from research data, whose terms stand below.</source>
        <translation>{licence} Aprendió de datos de investigación, cuyas condiciones figuran más abajo.</translation>
    </message>
    <message>
        <source>Of the network that it is built on: {licence}.</source>
        <translation>De la red en la que se basa: {licence}.</translation>
    </message>
    <message>
        <source>The pictures&apos; own terms hold too.</source>
        <translation>También rigen las condiciones propias de las imágenes.</translation>
    </message>
    <message>
        <source>It holds the names of people, and what tells them apart: theirs to give away.</source>
        <translation>Contiene nombres de personas y lo que las distingue: solo a ellas les corresponde darlo a otros.</translation>
    </message>
    <message>
        <source>Finds faces with their eyes, nose and mouth. Once here, it looks closely at each face before a name is given, and searches photos in which Haar finds nothing. Used for all searches, it finds more turned faces than Haar.</source>
        <translation>Encuentra caras con sus ojos, nariz y boca. Una vez aquí, mira de cerca cada cara antes de que se le dé un nombre y busca en las fotos en las que Haar no encuentra nada. Usado para todas las búsquedas, encuentra más caras giradas que Haar.</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine; surer than facet-id. OpenCV Zoo&apos;s published weights.</source>
        <translation>Distingue a las personas por 128 números para cada cara, comparados por coseno; más seguro que facet-id. Pesos publicados por OpenCV Zoo.</translation>
    </message>
    <message>
        <source>It does all searches now. “Stop using it” brings Haar back.</source>
        <translation>Ahora hace todas las búsquedas. Con “Dejar de usar” se vuelve a Haar.</translation>
    </message>
    <message>
        <source>Haar does the searches now.</source>
        <translation>Ahora Haar hace las búsquedas.</translation>
    </message>
    <message>
        <source>Ships with Facet</source>
        <translation>Viene con Facet</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Propio</translation>
    </message>
    <message>
        <source>Downloaded</source>
        <translation>Descargado</translation>
    </message>
    <message>
        <source>Not downloaded</source>
        <translation>Sin descargar</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>En uso</translation>
    </message>
    <message>
        <source>One picture takes</source>
        <translation>Una imagen tarda</translation>
    </message>
    <message>
        <source>One face takes</source>
        <translation>Una cara tarda</translation>
    </message>
    <message>
        <source>Made by others. Facet works without it; downloading it fetches {size} once.</source>
        <translation>Hecho por terceros. Facet funciona sin él; descargarlo trae {size} una sola vez.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Tarea</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Respuestas</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of each face</source>
        <translation>{width} × {height} píxeles de cada cara</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of the whole picture</source>
        <translation>{width} × {height} píxeles de la imagen entera</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>Mira</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation>Procede de</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Creado</translation>
    </message>
    <message>
        <source>On its card</source>
        <translation>En su ficha</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>versión {version}</translation>
    </message>
    <message>
        <source>{size} numbers that stand for a face</source>
        <translation>{size} números que representan una cara</translation>
    </message>
    <message>
        <source>whether it is a face, five points and its box</source>
        <translation>si es una cara, cinco puntos y su recuadro</translation>
    </message>
    <message>
        <source>one of {count} labels: {first}, …</source>
        <translation>una de {count} etiquetas: {first}, …</translation>
    </message>
    <message>
        <source>{label} from {share} on</source>
        <translation>{label} a partir de {share}</translation>
    </message>
    <message>
        <source>each answer from {share} on</source>
        <translation>cada respuesta a partir de {share}</translation>
    </message>
    <message>
        <source>{bars} (chosen on {data})</source>
        <translation>{bars} (elegido con {data})</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Umbral</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>de {low} a {high}</translation>
    </message>
    <message>
        <source>OpenCV runs it, on the CPU alone.</source>
        <translation>Lo ejecuta OpenCV, solo en la CPU.</translation>
    </message>
    <message>
        <source>The others are compared with it.</source>
        <translation>Con esto se comparan los demás.</translation>
    </message>
    <message>
        <source>Answers as the CPU does.</source>
        <translation>Responde como la CPU.</translation>
    </message>
    <message>
        <source>Answers as the CPU does, within {tolerance:g}.</source>
        <translation>Responde como la CPU, con margen de {tolerance:g}.</translation>
    </message>
    <message>
        <source>Its answers differ from the CPU&apos;s by up to {difference:.2g}.</source>
        <translation>Sus respuestas difieren de las de la CPU hasta en {difference:.2g}.</translation>
    </message>
    <message>
        <source>Strangers named, where it is {share} sure or more</source>
        <translation>Desconocidos con nombre, donde está seguro al {share} o más</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Exactitud</translation>
    </message>
    <message>
        <source>Balanced accuracy</source>
        <translation>Exactitud equilibrada</translation>
    </message>
    <message>
        <source>Known named rightly</source>
        <translation>Conocidos bien nombrados</translation>
    </message>
    <message>
        <source>Strangers named</source>
        <translation>Desconocidos con nombre</translation>
    </message>
    <message>
        <source>Same person recognised</source>
        <translation>Misma persona reconocida</translation>
    </message>
    <message>
        <source>Faces found by Haar</source>
        <translation>Caras encontradas por Haar</translation>
    </message>
    <message>
        <source>Points off by</source>
        <translation>Desviación de los puntos</translation>
    </message>
    <message>
        <source>On other pictures like these the value would most likely lie between these two. The more pictures, the closer they are.</source>
        <translation>En otras imágenes como estas el valor estaría muy probablemente entre estos dos. Cuantas más imágenes, más cerca están.</translation>
    </message>
    <message>
        <source>On how many pictures, faces or pairs of faces it was measured.</source>
        <translation>En cuántas imágenes, caras o pares de caras se midió.</translation>
    </message>
    <message>
        <source>Of all its answers, so many were right.</source>
        <translation>De todas sus respuestas, tantas eran correctas.</translation>
    </message>
    <message>
        <source>The share that was right, taken for each answer by itself and then averaged: a rare answer counts as much as a common one.</source>
        <translation>La parte correcta, tomada para cada respuesta por separado y luego promediada: una respuesta rara cuenta tanto como una frecuente.</translation>
    </message>
    <message>
        <source>Counts two mistakes at once, giving an answer wrongly and missing it; averaged over all answers. 100 % means that neither ever happened.</source>
        <translation>Cuenta dos errores a la vez: dar una respuesta sin razón y pasarla por alto; promediado entre todas las respuestas. 100 % significa que ninguno ocurrió nunca.</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had been shown before, so many got the right name.</source>
        <translation>De las imágenes de personas que se le habían mostrado antes, tantas recibieron el nombre correcto.</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had never been shown, so many got somebody&apos;s name by mistake. Lower is better.</source>
        <translation>De las imágenes de personas que nunca se le habían mostrado, tantas recibieron por error el nombre de alguien. Menos es mejor.</translation>
    </message>
    <message>
        <source>Of pairs of pictures of one person, so many were taken for one person, where 1 in 1,000 pairs of strangers may be too.</source>
        <translation>De los pares de imágenes de una persona, tantos se tomaron por una sola, donde también puede serlo 1 de cada 1000 pares de desconocidos.</translation>
    </message>
    <message>
        <source>Of the faces that are in the pictures, so many were found.</source>
        <translation>De las caras que hay en las imágenes, tantas se encontraron.</translation>
    </message>
    <message>
        <source>The same of Haar, which ships with Facet: measured alike, to compare with.</source>
        <translation>Lo mismo para Haar, que viene con Facet: medido igual, para comparar.</translation>
    </message>
    <message>
        <source>Of a face and something else, how often the face is rated higher. 50 % would be chance.</source>
        <translation>De una cara y otra cosa, con qué frecuencia se valora más la cara. 50 % sería azar.</translation>
    </message>
    <message>
        <source>How far its points lie from the true ones on average; 100 % would be the distance between the eyes. Lower is better.</source>
        <translation>A qué distancia están sus puntos de los verdaderos en promedio; 100 % sería la distancia entre los ojos. Menos es mejor.</translation>
    </message>
    <message>
        <source>How much of its box and the true one is common to both; 100 % if they are the same.</source>
        <translation>Cuánto tienen en común su recuadro y el verdadero; 100 % si son iguales.</translation>
    </message>
    <message>
        <source>How alike its numbers for a face and those of the model that it learned from are: 1 is the same, 0 has nothing in common.</source>
        <translation>Cuánto se parecen sus números para una cara a los del modelo del que aprendió: 1 es igual, 0 no tiene nada en común.</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} imágenes</translation>
    </message>
    <message>
        <source>pictures of strangers</source>
        <translation>imágenes de desconocidos</translation>
    </message>
    <message>
        <source>the gallery&apos;s own pictures</source>
        <translation>las propias imágenes de la galería</translation>
    </message>
    <message>
        <source>LFW, people set aside for this</source>
        <translation>LFW, personas reservadas para esto</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with up to {most} pictures each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data}: {people:,} registradas con hasta {most} imágenes cada una, cerca de 1 de cada {strangers:,} desconocidos puede recibir nombre</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with one picture each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data}: {people:,} registradas con una imagen cada una, cerca de 1 de cada {strangers:,} desconocidos puede recibir nombre</translation>
    </message>
    <message>
        <source>cross-validation in {count} parts</source>
        <translation>validación cruzada en {count} partes</translation>
    </message>
    <message>
        <source>test</source>
        <translation>prueba</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from yet, but by which a setting was chosen ({chosen}); the values may be a little too good. Afterwards it learned from these pictures too.</source>
        <translation>Medido en imágenes de las que aún no había aprendido, pero con las que se eligió un ajuste ({chosen}); los valores pueden ser algo demasiado buenos. Después aprendió también de estas imágenes.</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>validación</translation>
    </message>
    <message>
        <source>held-out rows of Training</source>
        <translation>filas reservadas de Training</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>Measured on pictures that were kept aside and used for nothing else.</source>
        <translation>Medido en imágenes reservadas que no se usaron para nada más.</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validación</translation>
    </message>
    <message>
        <source>kept aside</source>
        <translation>reservadas</translation>
    </message>
    <message>
        <source>Kept aside</source>
        <translation>Reservadas</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from.</source>
        <translation>Medido en imágenes de las que no había aprendido.</translation>
    </message>
    <message>
        <source>Held-out rows</source>
        <translation>Filas reservadas</translation>
    </message>
    <message>
        <source>Measured on pictures that it did not learn from, but by which its settings were chosen; the values may be a little too good.</source>
        <translation>Medido en imágenes de las que no aprendió, pero con las que se eligieron sus ajustes; los valores pueden ser algo demasiado buenos.</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>Validación cruzada</translation>
    </message>
    <message>
        <source>It learned several times, each time without one part of the pictures, and was measured on that part.</source>
        <translation>Aprendió varias veces, cada vez sin una parte de las imágenes, y se midió en esa parte.</translation>
    </message>
    <message>
        <source>Run as its makers published it.</source>
        <translation>Se ejecuta tal como lo publicaron sus autores.</translation>
    </message>
    <message>
        <source>boxes of faces with five points</source>
        <translation>recuadros de caras con cinco puntos</translation>
    </message>
    <message>
        <source>whole pictures of any size, and single faces to be named</source>
        <translation>imágenes enteras de cualquier tamaño y caras sueltas que van a recibir un nombre</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Lies at</source>
        <translation>Está en</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures, where it is chosen.</source>
        <translation>La página Fotos le pregunta por imágenes enteras, cuando allí está elegido.</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>La página Fotos le pregunta por imágenes enteras.</translation>
    </message>
    <message>
        <source>How alike strangers look to it is not known, so it can&apos;t give names.</source>
        <translation>No se sabe cuánto se parecen los desconocidos para este modelo, así que no puede dar nombres.</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: the emotion model already tells happy from sad. It is here to compare with, on the command line.</source>
        <translation>Las páginas de Facet no usan este modelo: el de emociones ya distingue alegre de triste. Está aquí para comparar, en la línea de comandos.</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: none of them asks for “{task}”. The command line does.</source>
        <translation>Las páginas de Facet no usan este modelo: ninguna pide “{task}”. La línea de comandos, sí.</translation>
    </message>
    <message>
        <source>{command} (“Lies at” below says where FILE is)</source>
        <translation>{command} (“Está en”, más abajo, dice dónde está FILE)</translation>
    </message>
    <message>
        <source>There are more: `facet doctor` names them all.</source>
        <translation>Hay más: `facet doctor` los nombra todos.</translation>
    </message>
    <message>
        <source>These model files are not used:</source>
        <translation>Estos archivos de modelo no se usan:</translation>
    </message>
    <message>
        <source>did not run</source>
        <translation>no se ejecutó</translation>
    </message>
    <message>
        <source>{median:.2f} ms (slowest of twenty: {slow:.2f})</source>
        <translation>{median:.2f} ms (la más lenta de veinte: {slow:.2f})</translation>
    </message>
    <message>
        <source>A graphics card is there, and the model does not run on it.</source>
        <translation>Hay una tarjeta gráfica y el modelo no se ejecuta en ella.</translation>
    </message>
    <message>
        <source>{asked} was asked for, and the model does not run on it.</source>
        <translation>Se pidió {asked} y el modelo no se ejecuta ahí.</translation>
    </message>
    <message>
        <source>It runs on the CPU instead.</source>
        <translation>En su lugar se ejecuta en la CPU.</translation>
    </message>
    <message>
        <source>Finding faces, beside Haar</source>
        <translation>Encontrar caras, además de Haar</translation>
    </message>
    <message>
        <source>{asked} gives other answers than the CPU.</source>
        <translation>{asked} da respuestas distintas de las de la CPU.</translation>
    </message>
    <message>
        <source>Choose the CPU in the settings.</source>
        <translation>Elegir la CPU en los ajustes.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>sin contar</translation>
    </message>
    <message>
        <source>Says whether a face smiles. It learned emotions first, from FER2013 with the votes of FER+, then smiles, from GENKI-4K. Where no face is found, it looks at the whole picture.</source>
        <translation>Dice si una cara sonríe. Aprendió primero emociones, de FER2013 con los votos de FER+, y luego sonrisas, de GENKI-4K. Donde no se encuentra ninguna cara, mira la imagen entera.</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as the people would who voted for FER+. Colour does not count. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>Dice cuál de siete emociones muestra una cara, como lo harían quienes votaron para FER+. El color no cuenta. Cuando no está bastante seguro, dice «Sin certeza».</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as FER2013&apos;s own labels would: good for comparing with published figures. “emotion” follows the votes of several people for each face instead. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>Dice cuál de siete emociones muestra una cara, como las etiquetas propias de FER2013: sirve para comparar con cifras publicadas. «emotion» sigue, en cambio, los votos de varias personas por cada cara. Cuando no está bastante seguro, dice «Sin certeza».</translation>
    </message>
    <message>
        <source>Says whether a photo shows somebody happy or sad, the task of a well-known tutorial. It learned emotions first. Where no face is found, it looks at the whole picture.</source>
        <translation>Dice si una foto muestra a alguien contento o triste, la tarea de un tutorial muy conocido. Aprendió primero emociones. Donde no se encuentra ninguna cara, mira la imagen entera.</translation>
    </message>
    <message>
        <source>Follows faces from picture to picture: says whether a part of the picture holds a face, and where its eyes, nose and corners of the mouth are. It learned from YuNet&apos;s answers.</source>
        <translation>Sigue las caras de imagen en imagen: dice si una parte de la imagen contiene una cara y dónde están los ojos, la nariz y las comisuras de la boca. Aprendió de las respuestas de YuNet.</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine. It learned from SFace&apos;s answers; SFace itself is surer.</source>
        <translation>Distingue a las personas por 128 números de cada cara, comparados por el coseno. Aprendió de las respuestas de SFace; el propio SFace es más seguro.</translation>
    </message>
    <message>
        <source>It was made smaller afterwards: it counts in whole numbers of 8 bits.</source>
        <translation>Después se redujo: calcula con números enteros de 8 bits.</translation>
    </message>
    <message>
        <source>Afterwards it learned from the pictures in “{data}” too.</source>
        <translation>Después aprendió también de las imágenes de “{data}”.</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” a picture shows.</source>
        <translation>Dice cuál de las clases de “{data}” muestra una imagen.</translation>
    </message>
    <message>
        <source>A picture of anything else gets one of these answers too.</source>
        <translation>Una imagen de cualquier otra cosa también recibe una de estas respuestas.</translation>
    </message>
    <message>
        <source>Says which breed the dog in a picture is.</source>
        <translation>Dice de qué raza es el perro de una imagen.</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” it sees. It learned from these pictures alone, and from no others before.</source>
        <translation>Dice cuál de las clases de “{data}” ve. Aprendió solo de estas imágenes y antes de ninguna otra.</translation>
    </message>
    <message>
        <source>Says who of {count} people somebody is.</source>
        <translation>Dice de quién se trata entre {count} personas.</translation>
    </message>
    <message>
        <source>On the pictures that were kept aside, the gallery by itself was right in {share}.</source>
        <translation>En las imágenes reservadas, la galería por sí sola acertó en el {share}.</translation>
    </message>
    <message>
        <source>How often a stranger gets a name was not measured.</source>
        <translation>No se midió con qué frecuencia un desconocido recibe un nombre.</translation>
    </message>
    <message>
        <source>Says who of the people in “{data}” somebody is.</source>
        <translation>Dice de quién se trata entre las personas de “{data}”.</translation>
    </message>
    <message>
        <source>A stranger gets one of these names too.</source>
        <translation>Un desconocido también recibe uno de estos nombres.</translation>
    </message>
    <message>
        <source>It is a small classifier, trained on what {network} sees in a picture; {network} itself was not changed.</source>
        <translation>Es un pequeño clasificador, entrenado con lo que {network} ve en una imagen; {network} no se modificó.</translation>
    </message>
    <message>
        <source>The pictures come from ImageNet, from which {network} learned: it may know these very pictures, and its figures may be too good.</source>
        <translation>Las imágenes proceden de ImageNet, de donde aprendió {network}: puede que ya conozca estas mismas imágenes y que sus cifras sean demasiado buenas.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source> Add a model…</source>
        <translation> Añadir un modelo…</translation>
    </message>
    <message>
        <source>A model is being downloaded.</source>
        <translation>Se está descargando un modelo.</translation>
    </message>
    <message>
        <source>%s is asked about whole photos from now on.</source>
        <translation>Desde ahora se pregunta a %s por las fotos enteras.</translation>
    </message>
    <message>
        <source>Show photos</source>
        <translation>Mostrar fotos</translation>
    </message>
    <message>
        <source>%s finds faces from now on.</source>
        <translation>Desde ahora %s busca las caras.</translation>
    </message>
    <message>
        <source>%s tells people apart from now on.</source>
        <translation>Desde ahora %s distingue a las personas.</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>%1 responde desde ahora “%2”.</translation>
    </message>
    <message>
        <source>%s is not asked any more.</source>
        <translation>Ya no se pregunta a %s.</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Midiendo…</translation>
    </message>
    <message>
        <source>Downloading %1 (%2)…</source>
        <translation>Descargando %1 (%2)…</translation>
    </message>
    <message>
        <source>%s is here.</source>
        <translation>%s ya está aquí.</translation>
    </message>
    <message>
        <source>%s was removed.</source>
        <translation>Se quitó %s.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>%s is among your models.</source>
        <translation>%s está entre los modelos propios.</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>Terminando…</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Añadir un modelo</translation>
    </message>
    <message>
        <source>Models (*.onnx)</source>
        <translation>Modelos (*.onnx)</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>What answers the questions about faces, how well, and how fast here.</source>
        <translation>Qué responde a las preguntas sobre las caras, con qué acierto y a qué velocidad aquí.</translation>
    </message>
    <message>
        <source>Add a model…</source>
        <translation>Añadir un modelo…</translation>
    </message>
    <message>
        <source>Add an ONNX file, or drop one here; without a card you write one</source>
        <translation>Añadir un archivo ONNX o soltar uno aquí; si no tiene ficha, se escribe una</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Who is this?</source>
        <translation>¿Quién es?</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>La cara</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Who this is</source>
        <translation>Quién es</translation>
    </message>
    <message>
        <source>Whom Facet knows</source>
        <translation>A quién conoce Facet</translation>
    </message>
</context>
<context>
    <name>NamesDesk</name>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
</context>
<context>
    <name>NewView</name>
    <message>
        <source> Start training</source>
        <translation> Empezar a entrenar</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>Elegir la carpeta…</translation>
    </message>
    <message>
        <source>or drop it here</source>
        <translation>o soltarla aquí</translation>
    </message>
    <message>
        <source>A further folder…</source>
        <translation>Otra carpeta más…</translation>
    </message>
    <message>
        <source>Start it; Facet can be used meanwhile</source>
        <translation>Empezar; mientras tanto se puede usar Facet</translation>
    </message>
    <message>
        <source>What to learn</source>
        <translation>Qué aprender</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>Elegir la carpeta con las imágenes</translation>
    </message>
    <message>
        <source>Choose a further folder; it may be left out</source>
        <translation>Elegir otra carpeta más; no es obligatoria</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Empezar a entrenar</translation>
    </message>
</context>
<context>
    <name>NotFaces</name>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>What can be done about it</source>
        <translation>Qué se puede hacer</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Cerrar este mensaje</translation>
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
        <translation>Cómo entrenar</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Más opciones</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>La imagen entera</translation>
    </message>
    <message>
        <source>The face in it</source>
        <translation>La cara que contiene</translation>
    </message>
    <message>
        <source>Solved at once</source>
        <translation>Resuelta de una vez</translation>
    </message>
    <message>
        <source>Learned in rounds</source>
        <translation>Aprendida por rondas</translation>
    </message>
    <message>
        <source>As the recipe has it</source>
        <translation>Como dice la receta</translation>
    </message>
    <message>
        <source>A network that has seen many pictures before.</source>
        <translation>Una red que ya ha visto muchas imágenes.</translation>
    </message>
    <message>
        <source>How often every picture is seen.</source>
        <translation>Cuántas veces se ve cada imagen.</translation>
    </message>
    <message>
        <source>As name=value, apart by spaces. There are: %s.</source>
        <translation>Como nombre=valor, separados por espacios. Hay: %s.</translation>
    </message>
    <message>
        <source>Show the settings that a beginner need not touch</source>
        <translation>Mostrar los ajustes que al principio no hace falta tocar</translation>
    </message>
    <message>
        <source>Builds on</source>
        <translation>Parte de</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>Mira</translation>
    </message>
    <message>
        <source>Faces are found and cut out as in the live view.</source>
        <translation>Las caras se buscan y recortan como en la vista en vivo.</translation>
    </message>
    <message>
        <source>Rounds (epochs)</source>
        <translation>Rondas (épocas)</translation>
    </message>
    <message>
        <source>Other options</source>
        <translation>Otras opciones</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Se ejecuta en</translation>
    </message>
    <message>
        <source>Every picture is seen once, and that is enough.</source>
        <translation>Cada imagen se mira una vez, y eso basta.</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card that works.</source>
        <translation>Automático usa una tarjeta gráfica que funcione.</translation>
    </message>
    <message>
        <source>Last layer</source>
        <translation>Última capa</translation>
    </message>
    <message>
        <source>Solved at once is quick, and best for few pictures.</source>
        <translation>Resuelta de una vez es rápido, y lo mejor con pocas imágenes.</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Imágenes por paso</translation>
    </message>
    <message>
        <source>More need more memory.</source>
        <translation>Más imágenes necesitan más memoria.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Tasa de aprendizaje</translation>
    </message>
    <message>
        <source>The highest of the schedule.</source>
        <translation>La más alta del plan.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Decides the split and the first weights.</source>
        <translation>Decide la división y los primeros pesos.</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>Parar antes tras</translation>
    </message>
    <message>
        <source>Rounds without a better one; 0 for never.</source>
        <translation>Rondas sin una mejor; 0 para nunca.</translation>
    </message>
    <message>
        <source>None needed</source>
        <translation>No hace falta</translation>
    </message>
</context>
<context>
    <name>PageRail</name>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>See, add and correct whom Facet knows by face</source>
        <translation>Ver, añadir y corregir a quién conoce Facet por la cara</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>See every face of many photos</source>
        <translation>Ver todas las caras de muchas fotos</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Grabaciones</translation>
    </message>
    <message>
        <source>Watch, correct and export what was recorded</source>
        <translation>Ver, corregir y exportar lo grabado</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entrenamiento</translation>
    </message>
    <message>
        <source>Train a model on your own pictures</source>
        <translation>Entrenar un modelo con imágenes propias</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>See, choose, add and measure the models</source>
        <translation>Ver, elegir, añadir y medir los modelos</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Change how Facet works and looks</source>
        <translation>Cambiar cómo funciona Facet y qué aspecto tiene</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Undone: {said}.</source>
        <translation>Deshecho: {said}.</translation>
    </message>
    <message>
        <source>Done again: {said}.</source>
        <translation>Rehecho: {said}.</translation>
    </message>
    <message>
        <source>Kept: this is not {name}.</source>
        <translation>Guardado: no es {name}.</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>Desde ahora se conoce a {name}.</translation>
    </message>
    <message>
        <source>Added to {name}, who has {count} pictures now.</source>
        <translation>Añadido a {name}, que ahora tiene {count} imágenes.</translation>
    </message>
    <message>
        <source>{count} unlike the others, or badly seen, were set aside.</source>
        <translation>Apartadas por no parecerse a las demás o verse mal: {count}.</translation>
    </message>
    <message>
        <source>It is unlike their other pictures: undo this if it was a slip.</source>
        <translation>No se parece a las demás: deshacer si fue un error.</translation>
    </message>
    <message>
        <source>Facet takes the face for {name}: undo this if the two are one person.</source>
        <translation>Facet toma esta cara por {name}: deshágalo si son la misma persona.</translation>
    </message>
    <message>
        <source>Done: {said}.</source>
        <translation>Hecho: {said}.</translation>
    </message>
    <message>
        <source>Pictures of the face, numbers made from them and the name, on this computer</source>
        <translation>Imágenes de la cara, números obtenidos de ellas y el nombre, en este equipo</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 imagen</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} imágenes</translation>
    </message>
    <message>
        <source>seen today</source>
        <translation>se vio hoy</translation>
    </message>
    <message>
        <source>seen yesterday</source>
        <translation>se vio ayer</translation>
    </message>
    <message>
        <source>seen {days} days ago</source>
        <translation>se vio hace {days} días</translation>
    </message>
    <message>
        <source>seen on {date}</source>
        <translation>se vio el {date}</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>De frente</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Izquierda</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Derecha</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Arriba</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Abajo</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>Sonrisa</translation>
    </message>
    <message>
        <source>Every side is covered.</source>
        <translation>Todos los lados están cubiertos.</translation>
    </message>
    <message>
        <source>From these pictures no pose can be told. The camera&apos;s guided pictures cover all sides.</source>
        <translation>En estas imágenes no se distingue la pose. Las imágenes guiadas de la cámara cubren todos los lados.</translation>
    </message>
    <message>
        <source>Not covered: {sides}. Turned that way, the face may stay unknown.</source>
        <translation>Sin cubrir: {sides}. Vuelta hacia ahí, la cara puede quedar sin identificar.</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>apartada</translation>
    </message>
    <message>
        <source>Picture: {quality}</source>
        <translation>Imagen: {quality}</translation>
    </message>
    <message>
        <source>Like the others: {score}</source>
        <translation>Parecido con las demás: {score}</translation>
    </message>
    <message>
        <source>Nearest stranger: {score}</source>
        <translation>Desconocido más cercano: {score}</translation>
    </message>
    <message>
        <source>A name needs {bar}</source>
        <translation>Un nombre necesita {bar}</translation>
    </message>
    <message>
        <source>Set aside: {why}</source>
        <translation>Apartada: {why}</translation>
    </message>
    <message>
        <source>not recognised</source>
        <translation>no reconocida</translation>
    </message>
    <message>
        <source>could be mistaken</source>
        <translation>se puede confundir</translation>
    </message>
    <message>
        <source>Strangers who would get the name by this picture alone: {count} of {asked}</source>
        <translation>Desconocidos que recibirían el nombre solo por esta imagen: {count} de {asked}</translation>
    </message>
    <message>
        <source>“Could be mistaken”: unusually many strangers look like that picture. If there are better ones, set it aside.</source>
        <translation>“Se puede confundir”: más desconocidos de lo normal se parecen a esa imagen. Si hay otras mejores, apartarla.</translation>
    </message>
    <message>
        <source>Each of these {count} pictures is recognised by the others.</source>
        <translation>Cada una de estas {count} imágenes se reconoce por las demás.</translation>
    </message>
    <message>
        <source>{missed} of these {count} pictures would not be recognised by the others.</source>
        <translation>{missed} de estas {count} imágenes no se reconocerían por las demás.</translation>
    </message>
    <message>
        <source>{pictures} chosen</source>
        <translation>Selección: {pictures}</translation>
    </message>
    <message>
        <source>not seen live yet</source>
        <translation>aún no se ha visto en directo</translation>
    </message>
    <message>
        <source>Added on {date}</source>
        <translation>Añadido el {date}</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Lo que se guarda</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Consentimiento</translation>
    </message>
    <message>
        <source>1 stranger in {many}</source>
        <translation>1 desconocido de cada {many}</translation>
    </message>
    <message>
        <source>With this choice about {share}.</source>
        <translation>Con esta elección, cerca del {share}.</translation>
    </message>
    <message>
        <source>How many stay unnamed can be told once someone has two pictures.</source>
        <translation>Cuántas se quedan sin nombre se sabrá cuando alguien tenga dos imágenes.</translation>
    </message>
    <message>
        <source>Of {n} pictures of known people {missed} would stay unnamed: too few to tell the share.</source>
        <translation>De {n} imágenes de personas conocidas, {missed} se quedarían sin nombre: son muy pocas para dar la proporción.</translation>
    </message>
    <message>
        <source>About {share} of pictures of known people would stay unnamed ({low} to {high}, by {n} pictures).</source>
        <translation>Cerca del {share} de las imágenes de personas conocidas se quedaría sin nombre (de {low} a {high}, según {n} imágenes).</translation>
    </message>
    <message>
        <source>Fine-tuning was left out.</source>
        <translation>Se omitió el ajuste fino.</translation>
    </message>
    <message>
        <source>Whether it helps shows once someone has three pictures.</source>
        <translation>Si ayuda se ve cuando alguien tiene tres imágenes.</translation>
    </message>
    <message>
        <source>Of {n} pictures held out in turn, {after} get the right name with it ({low} to {high} with 95 % certainty), {before} as it was.</source>
        <translation>De {n} imágenes excluidas por turno, reciben el nombre correcto {after} con él (de {low} a {high} con un 95 % de certeza) y {before} como estaba.</translation>
    </message>
    <message>
        <source>Fine-tuned, and in use from now on.</source>
        <translation>Ajuste fino hecho y en uso desde ahora.</translation>
    </message>
    <message>
        <source>The gain may be chance, so nothing was changed.</source>
        <translation>La mejora puede ser azar, así que no se cambió nada.</translation>
    </message>
    <message>
        <source>Fine-tuning is no better here, so nothing was changed.</source>
        <translation>El ajuste fino no mejora nada aquí, así que no se cambió nada.</translation>
    </message>
    <message>
        <source>As before, about {strangers} may get a wrong name.</source>
        <translation>Como antes, cerca de {strangers} puede recibir un nombre erróneo.</translation>
    </message>
    <message>
        <source>A single picture makes the difference: too few to tell.</source>
        <translation>Una sola imagen marca la diferencia: es muy poco para saberlo.</translation>
    </message>
    <message>
        <source>{n} pictures make the difference: too few to tell.</source>
        <translation>{n} imágenes marcan la diferencia: son muy pocas para saberlo.</translation>
    </message>
    <message>
        <source>{people} people with {pictures} pictures take part. It takes a few seconds.</source>
        <translation>Participan {people} personas con {pictures} imágenes. Tarda unos segundos.</translation>
    </message>
    <message>
        <source>Facet learns from everyone&apos;s pictures which differences between these faces matter. Often that changes little.</source>
        <translation>Facet aprende de las imágenes de todos qué diferencias importan entre estas caras. A menudo cambia poco.</translation>
    </message>
    <message>
        <source>Pictures held out in turn show whether it helps: it is used only where that is sure. With few pictures it seldom is.</source>
        <translation>Imágenes excluidas por turno muestran si ayuda: solo se usa donde eso es seguro. Con pocas imágenes rara vez lo es.</translation>
    </message>
    <message>
        <source>People and pictures stay as they are. “Go back”, in the message afterwards or under “⋯”, brings back the names of before.</source>
        <translation>Las personas y las imágenes se quedan como están. “Volver”, en el mensaje posterior o en “⋯”, recupera los nombres de antes.</translation>
    </message>
    <message>
        <source>Another model looks at everyone&apos;s pictures: {done} of {total}.</source>
        <translation>Otro modelo examina las imágenes de todas las personas: {done} de {total}.</translation>
    </message>
    <message>
        <source>Until it has seen all, names are given as before.</source>
        <translation>Hasta que las haya visto todas, los nombres se dan como antes.</translation>
    </message>
    <message>
        <source>Undo: {said}</source>
        <translation>Deshacer: {said}</translation>
    </message>
    <message>
        <source>Redo: {said}</source>
        <translation>Rehacer: {said}</translation>
    </message>
    <message>
        <source>1 picture moved from {name} to {other}</source>
        <translation>1 imagen pasada de {name} a {other}</translation>
    </message>
    <message>
        <source>{count} pictures moved from {name} to {other}</source>
        <translation>{count} imágenes pasadas de {name} a {other}</translation>
    </message>
    <message>
        <source>1 picture added to {name}</source>
        <translation>1 imagen añadida a {name}</translation>
    </message>
    <message>
        <source>{count} pictures added to {name}</source>
        <translation>{count} imágenes añadidas a {name}</translation>
    </message>
    <message>
        <source>1 picture marked as not {name}</source>
        <translation>1 imagen marcada como que no es {name}</translation>
    </message>
    <message>
        <source>{name} renamed to {other}</source>
        <translation>{name} renombrado a {other}</translation>
    </message>
    <message>
        <source>{name} merged into {other}</source>
        <translation>{name} fusionado con {other}</translation>
    </message>
    <message>
        <source>1 picture of {name} set aside</source>
        <translation>1 imagen de {name} apartada</translation>
    </message>
    <message>
        <source>{count} pictures of {name} set aside</source>
        <translation>{count} imágenes de {name} apartadas</translation>
    </message>
    <message>
        <source>1 picture of {name} counts again</source>
        <translation>1 imagen de {name} cuenta de nuevo</translation>
    </message>
    <message>
        <source>{count} pictures of {name} count again</source>
        <translation>{count} imágenes de {name} cuentan de nuevo</translation>
    </message>
    <message>
        <source>{count} kept as “not {name}”</source>
        <translation>{count} guardadas como “no es {name}”</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from them</source>
        <translation>{parts}, y los números obtenidos de ahí</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from it</source>
        <translation>{parts}, y los números obtenidos de ahí</translation>
    </message>
    <message>
        <source>The name, the notes on consent, and every noted change that names {name}</source>
        <translation>El nombre, las notas sobre el consentimiento y cada cambio anotado que nombra a {name}</translation>
    </message>
    <message>
        <source>In all recordings: the name, and every answer about {name}</source>
        <translation>En todas las grabaciones: el nombre y cada respuesta sobre {name}</translation>
    </message>
    <message>
        <source>The whole video of each recording in which {name} was recognised</source>
        <translation>El vídeo entero de cada grabación en la que se reconoció a {name}</translation>
    </message>
    <message>
        <source>What stays: your own photo files, snapshots and exported files, and the videos in which {name} was never recognised.</source>
        <translation>Se conservan: los archivos de fotos propios, las capturas y los archivos exportados, y los vídeos en los que nunca se reconoció a {name}.</translation>
    </message>
    <message>
        <source>Training: {title}</source>
        <translation>Entrenamiento: {title}</translation>
    </message>
    <message>
        <source>Model: {title}</source>
        <translation>Modelo: {title}</translation>
    </message>
    <message>
        <source>Older gallery that can&apos;t be read: {title}</source>
        <translation>Galería anterior que no se puede leer: {title}</translation>
    </message>
    <message>
        <source>1 recording named them.</source>
        <translation>1 grabación contenía el nombre.</translation>
    </message>
    <message>
        <source>{n} recordings named them.</source>
        <translation>{n} grabaciones contenían el nombre.</translation>
    </message>
    <message>
        <source>The recorded video of 1 recording was deleted.</source>
        <translation>Se eliminó el vídeo de 1 grabación.</translation>
    </message>
    <message>
        <source>The recorded videos of {n} recordings were deleted.</source>
        <translation>Se eliminaron los vídeos de {n} grabaciones.</translation>
    </message>
    <message>
        <source>1 recording can&apos;t be read and may still name them.</source>
        <translation>1 grabación no se puede leer y quizá aún contenga el nombre.</translation>
    </message>
    <message>
        <source>{n} recordings can&apos;t be read and may still name them.</source>
        <translation>{n} grabaciones no se pueden leer y quizá aún contengan el nombre.</translation>
    </message>
    <message>
        <source>It learned from them: delete it by hand.</source>
        <translation>Aprendió de esa persona: hay que borrarlo a mano.</translation>
    </message>
    <message>
        <source>{faces} in {photos}, {chosen} chosen.</source>
        <translation>{faces} en {photos}; elegidas: {chosen}.</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 cara</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} caras</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 foto</translation>
    </message>
    <message>
        <source>{n} photos</source>
        <translation>{n} fotos</translation>
    </message>
    <message>
        <source>1 photo gives none: {names}.</source>
        <translation>1 foto no da ninguna: {names}.</translation>
    </message>
    <message>
        <source>{n} photos give none: {names}.</source>
        <translation>{n} fotos no dan ninguna: {names}.</translation>
    </message>
    <message>
        <source>Looking for faces…</source>
        <translation>Buscando caras…</translation>
    </message>
    <message>
        <source>No face was found in these files.</source>
        <translation>No se encontró ninguna cara en estos archivos.</translation>
    </message>
    <message>
        <source>Fitting to everyone&apos;s pictures…</source>
        <translation>Ajustando a las imágenes de todas las personas…</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Volver</translation>
    </message>
    <message>
        <source>Names are given as before the last fine-tuning.</source>
        <translation>Los nombres se dan como antes del último ajuste fino.</translation>
    </message>
    <message>
        <source>Photos of one person</source>
        <translation>Fotos de una persona</translation>
    </message>
    <message>
        <source>No camera was found.</source>
        <translation>No se encontró ninguna cámara.</translation>
    </message>
    <message>
        <source>Plug one in, or add photos instead.</source>
        <translation>Conecte una o añada fotos en su lugar.</translation>
    </message>
    <message>
        <source>Export everyone</source>
        <translation>Exportar a todas las personas</translation>
    </message>
    <message>
        <source>{count} exported, with their pictures. Keep that file safe.</source>
        <translation>Personas exportadas, con sus imágenes: {count}. Conviene guardar ese archivo en un lugar seguro.</translation>
    </message>
    <message>
        <source>Import people</source>
        <translation>Importar personas</translation>
    </message>
    <message>
        <source>{people} new people and {faces} pictures came in.</source>
        <translation>Han llegado {people} personas nuevas y {faces} imágenes.</translation>
    </message>
    <message>
        <source>The pictures stay as they are.</source>
        <translation>Las imágenes se quedan como están.</translation>
    </message>
    <message>
        <source>{name} is somebody already. If the two are one person, merge them.</source>
        <translation>Ya hay alguien que se llama {name}. Si son la misma persona, conviene combinarlas.</translation>
    </message>
    <message>
        <source>The pictures go there. Someone new gets an entry.</source>
        <translation>Las imágenes pasan allí. Si es alguien nuevo, se crea una entrada.</translation>
    </message>
    <message>
        <source>{name} is new and gets an entry.</source>
        <translation>{name} es alguien nuevo; se crea una entrada.</translation>
    </message>
    <message>
        <source>That is whose they are now.</source>
        <translation>Ya son de esa persona.</translation>
    </message>
    <message>
        <source>{name} is known already, with {pictures}.</source>
        <translation>Ya se conoce a {name}, con {pictures}.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar nombre</translation>
    </message>
    <message>
        <source>The picture goes there. Someone new gets an entry.</source>
        <translation>La imagen pasa allí. Si es alguien nuevo, se crea una entrada.</translation>
    </message>
    <message>
        <source>Whose picture is this?</source>
        <translation>¿De quién es esta imagen?</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Mover</translation>
    </message>
    <message>
        <source>Whose pictures are these?</source>
        <translation>¿De quién son estas imágenes?</translation>
    </message>
    <message>
        <source>Delete {pictures}?</source>
        <translation>¿Eliminar {pictures}?</translation>
    </message>
    <message>
        <source>With the numbers made from it, for good: there is no way back.</source>
        <translation>Con los números obtenidos de ella, para siempre: no hay vuelta atrás.</translation>
    </message>
    <message>
        <source>With the numbers made from them, for good: there is no way back.</source>
        <translation>Con los números obtenidos de ellas, para siempre: no hay vuelta atrás.</translation>
    </message>
    <message>
        <source>Deleted: {pictures}.</source>
        <translation>Eliminado: {pictures}.</translation>
    </message>
    <message>
        <source>{name} was erased.</source>
        <translation>Se borró a {name}.</translation>
    </message>
    <message>
        <source>No face was found.</source>
        <translation>No se encontró ninguna cara.</translation>
    </message>
    <message>
        <source>Another face</source>
        <translation>Otra cara</translation>
    </message>
    <message>
        <source>Seen already</source>
        <translation>Ya vista</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>Facet aún no puede distinguir a las personas.</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source> Add someone</source>
        <translation> Añadir a alguien</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>Facet aún no puede distinguir a las personas.</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>Nada que deshacer</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>Nada que rehacer</translation>
    </message>
    <message>
        <source>It takes two people at least</source>
        <translation>Hacen falta al menos dos personas</translation>
    </message>
    <message>
        <source>Names are not fine-tuned now</source>
        <translation>Los nombres no tienen ahora ajuste fino</translation>
    </message>
    <message>
        <source>Nobody is known yet</source>
        <translation>Todavía no se conoce a nadie</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>Dos entradas que son una misma persona</translation>
    </message>
    <message>
        <source>There is nobody else to merge with</source>
        <translation>No hay nadie más con quien fusionar</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>The file can be kept aside, and a new one begun.</source>
        <translation>Se puede conservar aparte el archivo y empezar uno nuevo.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>The old file is kept as %s.</source>
        <translation>El archivo antiguo se conserva como %s.</translation>
    </message>
    <message>
        <source>Undo, redo, export and import</source>
        <translation>Deshacer, rehacer, exportar e importar</translation>
    </message>
    <message>
        <source>&amp;Fine-tune to these people…</source>
        <translation>&amp;Ajuste fino para estas personas…</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>Whom Facet knows by face.</source>
        <translation>A quién conoce Facet por la cara.</translation>
    </message>
    <message>
        <source>Find someone</source>
        <translation>Buscar a alguien</translation>
    </message>
    <message>
        <source>Show only names with these words</source>
        <translation>Mostrar solo los nombres con estas palabras</translation>
    </message>
    <message>
        <source>Add someone</source>
        <translation>Añadir a alguien</translation>
    </message>
    <message>
        <source>From photos or from the camera; photos can also be dropped here</source>
        <translation>Desde fotos o desde la cámara; las fotos también se pueden soltar aquí</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>Nobody&apos;s name has these words.</source>
        <translation>Ningún nombre tiene estas palabras.</translation>
    </message>
    <message>
        <source>From &amp;photos…</source>
        <translation>Desde &amp;fotos…</translation>
    </message>
    <message>
        <source>From the &amp;camera…</source>
        <translation>Desde la &amp;cámara…</translation>
    </message>
    <message>
        <source>&amp;Go back to before fine-tuning</source>
        <translation>&amp;Volver a antes del ajuste fino</translation>
    </message>
    <message>
        <source>&amp;Export everyone…</source>
        <translation>&amp;Exportar a todas las personas…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importar…</translation>
    </message>
</context>
<context>
    <name>PersonList</name>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
</context>
<context>
    <name>PersonView</name>
    <message>
        <source>The chosen person</source>
        <translation>La persona elegida</translation>
    </message>
    <message>
        <source>Sides of the face</source>
        <translation>Lados de la cara</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>{count} marked as not them</source>
        <translation>{count} marcadas como de otra persona</translation>
    </message>
    <message>
        <source>Nothing was noted.</source>
        <translation>No se anotó nada.</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>Cubierto</translation>
    </message>
    <message>
        <source>No picture of this side yet</source>
        <translation>Aún no hay imagen de este lado</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>Retrato</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Añadir fotos…</translation>
    </message>
    <message>
        <source>More pictures, from files</source>
        <translation>Más imágenes, desde archivos</translation>
    </message>
    <message>
        <source>Camera…</source>
        <translation>Cámara…</translation>
    </message>
    <message>
        <source>More pictures, guided, from the camera</source>
        <translation>Más imágenes, con guía, desde la cámara</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Cambiar nombre…</translation>
    </message>
    <message>
        <source>Another name</source>
        <translation>Otro nombre</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Fusionar…</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>Dos entradas que son una misma persona</translation>
    </message>
    <message>
        <source>Un-merge</source>
        <translation>Deshacer fusión</translation>
    </message>
    <message>
        <source>Take the last merge back</source>
        <translation>Deshacer la última fusión</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Quitar…</translation>
    </message>
    <message>
        <source>Erase this person for good</source>
        <translation>Borrar a esta persona definitivamente</translation>
    </message>
</context>
<context>
    <name>PhotoDialog</name>
    <message>
        <source>Click on a face to say who it is.</source>
        <translation>Hacer clic en una cara para decir quién es.</translation>
    </message>
    <message>
        <source>Show on the live page</source>
        <translation>Mostrar en la página En vivo</translation>
    </message>
    <message>
        <source>Open this photo on the live page</source>
        <translation>Abrir esta foto en la página En vivo</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Back to the faces</source>
        <translation>Volver a las caras</translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message>
        <source>Can&apos;t be read</source>
        <translation>No se puede leer</translation>
    </message>
    <message>
        <source>No face found</source>
        <translation>No se encontró ninguna cara</translation>
    </message>
    <message>
        <source>Faces ({count:,})</source>
        <translation>Caras ({count:,})</translation>
    </message>
    <message>
        <source>Whole pictures ({count:,})</source>
        <translation>Imágenes enteras ({count:,})</translation>
    </message>
    <message>
        <source>Without a face ({count:,})</source>
        <translation>Sin caras ({count:,})</translation>
    </message>
    <message>
        <source>Not readable ({count:,})</source>
        <translation>No legibles ({count:,})</translation>
    </message>
    <message>
        <source>Whole pictures (no model)</source>
        <translation>Imágenes enteras (sin modelo)</translation>
    </message>
    <message>
        <source>Any smile</source>
        <translation>Cualquier sonrisa</translation>
    </message>
    <message>
        <source>Any emotion</source>
        <translation>Cualquier emoción</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Cualquier persona</translation>
    </message>
    <message>
        <source>Any answer</source>
        <translation>Cualquier respuesta</translation>
    </message>
    <message>
        <source>Any {task}</source>
        <translation>Cualquiera: {task}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Sin identificar</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Sin certeza</translation>
    </message>
    <message>
        <source>&lt; 1 %</source>
        <translation>&lt; 1 %</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>foto</translation>
    </message>
    <message>
        <source>photos</source>
        <translation>fotos</translation>
    </message>
    <message>
        <source>face</source>
        <translation>cara</translation>
    </message>
    <message>
        <source>faces</source>
        <translation>caras</translation>
    </message>
    <message>
        <source>{count:,} without a face</source>
        <translation>{count:,} sin caras</translation>
    </message>
    <message>
        <source>{count:,} not readable</source>
        <translation>{count:,} no legibles</translation>
    </message>
    <message>
        <source>{shown:,} of {whole:,} shown</source>
        <translation>se muestran {shown:,} de {whole:,}</translation>
    </message>
    <message>
        <source>{count:,} cards chosen</source>
        <translation>{count:,} tarjetas elegidas</translation>
    </message>
    <message>
        <source>{count:,} faces chosen</source>
        <translation>{count:,} caras elegidas</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>Buscando fotos…</translation>
    </message>
    <message>
        <source>Asking about {done:,} of {whole:,}</source>
        <translation>Preguntando por {done:,} de {whole:,}</translation>
    </message>
    <message>
        <source>Unsure: {label} is likeliest, but only at {share}</source>
        <translation>Sin certeza: {label} es lo más probable, pero solo con un {share}</translation>
    </message>
    <message>
        <source>Reading {done:,} of {whole:,}</source>
        <translation>Leyendo {done:,} de {whole:,}</translation>
    </message>
    <message>
        <source>{count:.0f} min left</source>
        <translation>quedan {count:.0f} min</translation>
    </message>
    <message>
        <source>{count:.0f} s left</source>
        <translation>quedan {count:.0f} s</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>La imagen entera</translation>
    </message>
    <message>
        <source>No label is likely enough to say.</source>
        <translation>Ninguna etiqueta es lo bastante probable.</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>Modelo: {name}</translation>
    </message>
    <message>
        <source>{faces:,} of {all_faces:,} faces, {photos:,} of {all_photos:,} photos</source>
        <translation>{faces:,} de {all_faces:,} caras, {photos:,} de {all_photos:,} fotos</translation>
    </message>
    <message>
        <source>Double-click: the whole photo. Right-click: say who this is.</source>
        <translation>Doble clic: la foto entera. Clic derecho: decir quién es.</translation>
    </message>
    <message>
        <source>Double-click: the whole photo.</source>
        <translation>Doble clic: la foto entera.</translation>
    </message>
    <message>
        <source>1 face on this page got a name.</source>
        <translation>1 cara de esta página recibió un nombre.</translation>
    </message>
    <message>
        <source>{count} faces on this page got a name.</source>
        <translation>{count} caras de esta página recibieron un nombre.</translation>
    </message>
    <message>
        <source>1 face on this page lost its name.</source>
        <translation>1 cara de esta página perdió su nombre.</translation>
    </message>
    <message>
        <source>{count} faces on this page lost their names.</source>
        <translation>{count} caras de esta página perdieron su nombre.</translation>
    </message>
    <message>
        <source>1 face is taken away here. The photo stays as it is.</source>
        <translation>1 cara se ha quitado de aquí. La foto se queda como está.</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photo stays as it is.</source>
        <translation>{count:,} caras se han quitado de aquí. La foto se queda como está.</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photos stay as they are.</source>
        <translation>{count:,} caras se han quitado de aquí. Las fotos se quedan como están.</translation>
    </message>
    <message>
        <source>1 face is back.</source>
        <translation>1 cara ha vuelto.</translation>
    </message>
    <message>
        <source>{count:,} faces are back.</source>
        <translation>{count:,} caras han vuelto.</translation>
    </message>
    <message>
        <source>Such a model always answers with one of its classes, even for a picture of something else.</source>
        <translation>Un modelo así responde siempre con una de sus clases, también con una imagen de otra cosa.</translation>
    </message>
    <message>
        <source>Stopped before all photos were read.</source>
        <translation>Detenido antes de leer todas las fotos.</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about {count:,} of {whole:,} photos.</source>
        <translation>Detenido: no se preguntó al modelo por {count:,} de {whole:,} fotos.</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about the photo.</source>
        <translation>Detenido: no se preguntó al modelo por la foto.</translation>
    </message>
    <message>
        <source>Stopped: the photo was not read.</source>
        <translation>Detenido: no se leyó la foto.</translation>
    </message>
    <message>
        <source>Stopped: 1 of {whole:,} photos was not read.</source>
        <translation>Detenido: no se leyó 1 de {whole:,} fotos.</translation>
    </message>
    <message>
        <source>Stopped: {count:,} of {whole:,} photos were not read.</source>
        <translation>Detenido: no se leyeron {count:,} de {whole:,} fotos.</translation>
    </message>
    <message>
        <source>Ask about the rest</source>
        <translation>Preguntar por el resto</translation>
    </message>
    <message>
        <source>Read the rest</source>
        <translation>Leer el resto</translation>
    </message>
</context>
<context>
    <name>PhotosDialog</name>
    <message>
        <source>Add someone from photos</source>
        <translation>Añadir a alguien con fotos</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Choose a face first</source>
        <translation>Primero hay que elegir una cara</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>Caras encontradas</translation>
    </message>
    <message>
        <source>Which faces are theirs?</source>
        <translation>¿Qué caras son suyas?</translation>
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
        <translation>Todas las caras de las fotos, con sus respuestas.</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>Elegir una carpeta de fotos</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>Añadir fotos…</translation>
    </message>
    <message>
        <source>Look at more photos</source>
        <translation>Examinar más fotos</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Añadir una carpeta…</translation>
    </message>
    <message>
        <source>Look at a folder, and the folders in it</source>
        <translation>Examinar una carpeta y sus subcarpetas</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Save what is shown as a table, as JSON or as pictures</source>
        <translation>Guardar lo que se muestra como tabla, como JSON o como imágenes</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Vaciar</translation>
    </message>
    <message>
        <source>Take all cards away; the photos themselves stay</source>
        <translation>Quitar todas las tarjetas; las fotos se conservan</translation>
    </message>
    <message>
        <source>Progress of reading</source>
        <translation>Progreso de la lectura</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Stop reading; the faces found so far stay</source>
        <translation>Dejar de leer; las caras ya encontradas se conservan</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>Tabla (CSV)…</translation>
    </message>
    <message>
        <source>Data (JSON)…</source>
        <translation>Datos (JSON)…</translation>
    </message>
    <message>
        <source>Pictures with boxes…</source>
        <translation>Imágenes con recuadros…</translation>
    </message>
</context>
<context>
    <name>PictureActs</name>
    <message>
        <source>Choose pictures to set aside, to delete, or to move to someone else.</source>
        <translation>Elegir imágenes para apartarlas, eliminarlas o pasarlas a otra persona.</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Apartar</translation>
    </message>
    <message>
        <source>They count no more, and can be brought back</source>
        <translation>Ya no cuentan y se pueden recuperar</translation>
    </message>
    <message>
        <source>Let them count again</source>
        <translation>Volver a contarlas</translation>
    </message>
    <message>
        <source>They were set aside</source>
        <translation>Estaban apartadas</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>Es otra persona…</translation>
    </message>
    <message>
        <source>Move them to someone known or new</source>
        <translation>Moverlas a alguien conocido o nuevo</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Eliminar…</translation>
    </message>
    <message>
        <source>Erase them for good</source>
        <translation>Borrarlas para siempre</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>No elegir ninguna</translation>
    </message>
    <message>
        <source>Leave the pictures as they are</source>
        <translation>Dejar las imágenes como están</translation>
    </message>
</context>
<context>
    <name>PictureBar</name>
    <message>
        <source>The whole picture is asked about by</source>
        <translation>Por la imagen entera se pregunta a</translation>
    </message>
    <message>
        <source>A model that says what a photo shows as a whole</source>
        <translation>Un modelo que dice qué muestra una foto en su conjunto</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>Imagen entera</translation>
    </message>
    <message>
        <source>Nothing is asked</source>
        <translation>No se pregunta nada</translation>
    </message>
    <message>
        <source>Choose a model to see what each photo shows.</source>
        <translation>Elegir un modelo para ver qué muestra cada foto.</translation>
    </message>
    <message>
        <source>{some} and {count:,} more</source>
        <translation>{some} y {count:,} más</translation>
    </message>
    <message>
        <source>Always answers with one of its {count:,} classes, even for a picture of something else: {some}</source>
        <translation>Responde siempre con una de sus {count:,} clases, también con una imagen de otra cosa: {some}</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
</context>
<context>
    <name>Portrait</name>
    <message>
        <source>Portrait</source>
        <translation>Retrato</translation>
    </message>
</context>
<context>
    <name>PositionSlider</name>
    <message>
        <source>Position</source>
        <translation>Posición</translation>
    </message>
    <message>
        <source>Position in the video</source>
        <translation>Posición en el vídeo</translation>
    </message>
</context>
<context>
    <name>Record</name>
    <message>
        <source>Kept on this computer only, in {folder}: when which face was where in the picture, its name where it has one, and what smile and emotion were read from it.</source>
        <translation>Se guarda solo en este equipo, en {folder}: cuándo estuvo cada cara y en qué parte de la imagen, su nombre si lo tiene y qué sonrisa y emoción se leyeron en ella.</translation>
    </message>
    <message>
        <source>The picture is kept too: everyone in view can be recognised in it.</source>
        <translation>También se guarda la imagen: en ella se puede reconocer a todas las personas a la vista.</translation>
    </message>
    <message>
        <source>No picture and no sound are kept.</source>
        <translation>No se guardan ni imagen ni sonido.</translation>
    </message>
    <message>
        <source>Tell the people in view, and record only if they agree.</source>
        <translation>Hay que avisar a las personas a la vista y grabar solo si están de acuerdo.</translation>
    </message>
    <message>
        <source>Recording answers, without the picture.</source>
        <translation>Grabando las respuestas, sin la imagen.</translation>
    </message>
    <message>
        <source>Recording answers and the picture.</source>
        <translation>Grabando las respuestas y la imagen.</translation>
    </message>
    <message>
        <source>{key} sets a marker.</source>
        <translation>{key} pone un marcador.</translation>
    </message>
    <message>
        <source>{key} ends it.</source>
        <translation>{key} la termina.</translation>
    </message>
    <message>
        <source>Marker at {time}</source>
        <translation>Marcador en {time}</translation>
    </message>
    <message>
        <source>Recorded {time}.</source>
        <translation>Grabado: {time}.</translation>
    </message>
    <message>
        <source>{count} pictures were left out: the disk was too slow.</source>
        <translation>Se omitieron {count} imágenes: el disco fue demasiado lento.</translation>
    </message>
    <message>
        <source>The answers are whole; {count} pictures were left out: the disk was too slow.</source>
        <translation>Las respuestas están completas; se omitieron {count} imágenes: el disco fue demasiado lento.</translation>
    </message>
    <message>
        <source>Photos are not recorded: the Photos page keeps their answers.</source>
        <translation>Las fotos no se graban: la página Fotos guarda sus respuestas.</translation>
    </message>
    <message>
        <source>Watch something first</source>
        <translation>Primero hay que ver algo</translation>
    </message>
</context>
<context>
    <name>RecordButton</name>
    <message>
        <source>Recording, %s. End it</source>
        <translation>Grabando, %s. Terminar</translation>
    </message>
    <message>
        <source>%s, waiting</source>
        <translation>%s, esperando</translation>
    </message>
    <message>
        <source>Recording, %s. It waits for the source. End it</source>
        <translation>Grabando, %s. Se espera a la fuente. Terminar</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Grabar</translation>
    </message>
</context>
<context>
    <name>RecordDesk</name>
    <message>
        <source>End the &amp;recording</source>
        <translation>Terminar la &amp;grabación</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Grabar</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>Grabar lo que se ve y se responde, o terminar la grabación</translation>
    </message>
    <message>
        <source>The recording waits for the source and goes on when it is back. End it now</source>
        <translation>La grabación espera a la fuente y sigue cuando vuelva. Terminar ahora</translation>
    </message>
    <message>
        <source>What was recorded before is kept.</source>
        <translation>Lo grabado hasta ahora se conserva.</translation>
    </message>
</context>
<context>
    <name>RecordDialog</name>
    <message>
        <source>Record</source>
        <translation>Grabar</translation>
    </message>
    <message>
        <source>Keep the picture too</source>
        <translation>Guardar también la imagen</translation>
    </message>
    <message>
        <source>To watch it again, correct names from it and run it with other models</source>
        <translation>Para volver a verla, corregir nombres en ella y analizarla con otros modelos</translation>
    </message>
    <message>
        <source>Say this each time</source>
        <translation>Decirlo cada vez</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once; the settings can change it</source>
        <translation>Si no, la tecla de grabar empieza enseguida; se puede cambiar en los ajustes</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Record what Facet sees?</source>
        <translation>¿Grabar lo que ve Facet?</translation>
    </message>
</context>
<context>
    <name>Recording</name>
    <message>
        <source>The date stays with it.</source>
        <translation>La fecha se conserva.</translation>
    </message>
    <message>
        <source>Rename the recording</source>
        <translation>Cambiar el nombre de la grabación</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar nombre</translation>
    </message>
    <message>
        <source>The recording is called “{title}”.</source>
        <translation>La grabación se llama “{title}”.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Delete this recording?</source>
        <translation>¿Eliminar esta grabación?</translation>
    </message>
    <message>
        <source>“{title}” is deleted.</source>
        <translation>“{title}” se ha eliminado.</translation>
    </message>
    <message>
        <source>Delete all recordings?</source>
        <translation>¿Eliminar todas las grabaciones?</translation>
    </message>
    <message>
        <source>{n} recordings are deleted.</source>
        <translation>Se han eliminado {n} grabaciones.</translation>
    </message>
    <message>
        <source>Marker set at {time}.</source>
        <translation>Marcador puesto en {time}.</translation>
    </message>
    <message>
        <source>Marker removed.</source>
        <translation>Marcador quitado.</translation>
    </message>
    <message>
        <source>Export the recording</source>
        <translation>Exportar la grabación</translation>
    </message>
    <message>
        <source>Writing {name}…</source>
        <translation>Escribiendo {name}…</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>Detenido; no se escribió nada.</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>Guardado: {path}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Mostrar en la carpeta</translation>
    </message>
    <message>
        <source>Running the recording again…</source>
        <translation>Analizando de nuevo la grabación…</translation>
    </message>
    <message>
        <source>One thing at a time: wait for it, or cancel it.</source>
        <translation>Una cosa a la vez: esperar a que acabe o cancelarla.</translation>
    </message>
    <message>
        <source>In this recording only: without its picture nothing can be learned.</source>
        <translation>Solo en esta grabación: sin su imagen no se puede aprender nada.</translation>
    </message>
    <message>
        <source>Name the face</source>
        <translation>Poner nombre a la cara</translation>
    </message>
    <message>
        <source>Named here, but not learned from this picture.</source>
        <translation>Con nombre aquí, pero sin aprender de esta imagen.</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} imágenes</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>Cara {number}</translation>
    </message>
    <message>
        <source>from {start} to {end}</source>
        <translation>de {start} a {end}</translation>
    </message>
    <message>
        <source>Can&apos;t be opened</source>
        <translation>No se puede abrir</translation>
    </message>
    <message>
        <source>Today, {time}</source>
        <translation>Hoy, {time}</translation>
    </message>
    <message>
        <source>Yesterday, {time}</source>
        <translation>Ayer, {time}</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day}, {time}</translation>
    </message>
    <message>
        <source>1 unknown</source>
        <translation>1 sin identificar</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 cara</translation>
    </message>
    <message>
        <source>{n} unknown</source>
        <translation>{n} sin identificar</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} caras</translation>
    </message>
    <message>
        <source>Somebody who was erased</source>
        <translation>Alguien que fue borrado</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Nadie</translation>
    </message>
    <message>
        <source>Who was in it was erased: nothing is left to see.</source>
        <translation>Quien estaba en ella fue borrado: no queda nada que ver.</translation>
    </message>
    <message>
        <source>The picture was deleted: boxes and answers only.</source>
        <translation>La imagen se eliminó: solo recuadros y respuestas.</translation>
    </message>
    <message>
        <source>picture deleted, for it showed somebody who was erased</source>
        <translation>imagen eliminada, porque mostraba a alguien a quien se borró</translation>
    </message>
    <message>
        <source>answers only</source>
        <translation>solo respuestas</translation>
    </message>
    <message>
        <source>broke off</source>
        <translation>se interrumpió</translation>
    </message>
    <message>
        <source>Sessions that you recorded, to watch, correct and export.</source>
        <translation>Sesiones grabadas, para ver, corregir y exportar.</translation>
    </message>
    <message>
        <source>1 recording, {size}</source>
        <translation>1 grabación, {size}</translation>
    </message>
    <message>
        <source>{n} recordings, {size}</source>
        <translation>{n} grabaciones, {size}</translation>
    </message>
    <message>
        <source>“{title}”, {size}, is deleted for good from this computer. Names that were learned from it stay with the people.</source>
        <translation>“{title}”, {size}, se elimina definitivamente de este equipo. Los nombres que se aprendieron de ella se quedan con las personas.</translation>
    </message>
    <message>
        <source>{n} recordings, {size}, are deleted for good from this computer.</source>
        <translation>{n} grabaciones, {size}, se eliminan definitivamente de este equipo.</translation>
    </message>
    <message>
        <source>The only recording, {size}, is deleted for good from this computer.</source>
        <translation>La única grabación, {size}, se elimina definitivamente de este equipo.</translation>
    </message>
    <message>
        <source>This face is not {before} in this recording.</source>
        <translation>Esta cara no es {before} en esta grabación.</translation>
    </message>
    <message>
        <source>{before} is {name} here, and Facet learned it.</source>
        <translation>{before} es aquí {name}, y Facet lo aprendió.</translation>
    </message>
    <message>
        <source>{before} is {name} in this recording.</source>
        <translation>{before} es {name} en esta grabación.</translation>
    </message>
    <message>
        <source>This counts {span}: for all the time that the face was followed.</source>
        <translation>Esto vale {span}: para todo el tiempo en que se siguió la cara.</translation>
    </message>
    <message>
        <source>{face}: not found now</source>
        <translation>{face}: ahora no se encontró</translation>
    </message>
    <message>
        <source>A face that was not found before</source>
        <translation>Una cara que antes no se encontró</translation>
    </message>
    <message>
        <source>no clear answer</source>
        <translation>sin respuesta clara</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>sin identificar</translation>
    </message>
    <message>
        <source>{face}: {before} → {now}</source>
        <translation>{face}: {before} → {now}</translation>
    </message>
    <message>
        <source>Every answer is the same</source>
        <translation>Todas las respuestas son iguales</translation>
    </message>
    <message>
        <source>1 answer changed</source>
        <translation>Cambió 1 respuesta</translation>
    </message>
    <message>
        <source>{n} answers changed</source>
        <translation>Cambiaron {n} respuestas</translation>
    </message>
    <message>
        <source>{percent} % of {n} answers are as recorded.</source>
        <translation>El {percent} % de {n} respuestas coincide con lo grabado.</translation>
    </message>
    <message>
        <source>Stopped before the end.</source>
        <translation>Detenido antes del final.</translation>
    </message>
</context>
<context>
    <name>RecordingList</name>
    <message>
        <source>Recordings</source>
        <translation>Grabaciones</translation>
    </message>
</context>
<context>
    <name>RecordingView</name>
    <message>
        <source>No picture was kept: boxes and answers only.</source>
        <translation>No se guardó la imagen: solo recuadros y respuestas.</translation>
    </message>
    <message>
        <source>With another model, detector or bar for names; every answer that changes is listed</source>
        <translation>Con otro modelo, detector o umbral para los nombres; se enumera cada respuesta que cambia</translation>
    </message>
    <message>
        <source>Without its picture it can&apos;t run again</source>
        <translation>Sin su imagen no se puede volver a analizar</translation>
    </message>
    <message>
        <source>Run again…</source>
        <translation>Volver a analizar…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>As tables, video or chart</source>
        <translation>Como tablas, vídeo o gráfico</translation>
    </message>
    <message>
        <source>More about this recording</source>
        <translation>Más sobre esta grabación</translation>
    </message>
    <message>
        <source>Rename, show in its folder, delete</source>
        <translation>Cambiar nombre, mostrar en su carpeta, eliminar</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Reproducir o pausar</translation>
    </message>
    <message>
        <source>One picture back</source>
        <translation>Una imagen atrás</translation>
    </message>
    <message>
        <source>One picture on</source>
        <translation>Una imagen adelante</translation>
    </message>
    <message>
        <source>To the marker before</source>
        <translation>Al marcador anterior</translation>
    </message>
    <message>
        <source>Set or remove a marker here</source>
        <translation>Poner o quitar un marcador aquí</translation>
    </message>
    <message>
        <source>To the marker after</source>
        <translation>Al marcador siguiente</translation>
    </message>
    <message>
        <source>Table by face (CSV)…</source>
        <translation>Tabla por cara (CSV)…</translation>
    </message>
    <message>
        <source>Table by picture (CSV)…</source>
        <translation>Tabla por imagen (CSV)…</translation>
    </message>
    <message>
        <source>Data by face (JSON lines)…</source>
        <translation>Datos por cara (líneas JSON)…</translation>
    </message>
    <message>
        <source>Data by picture (JSON lines)…</source>
        <translation>Datos por imagen (líneas JSON)…</translation>
    </message>
    <message>
        <source>Chart (PNG)…</source>
        <translation>Gráfico (PNG)…</translation>
    </message>
    <message>
        <source>Chart (SVG)…</source>
        <translation>Gráfico (SVG)…</translation>
    </message>
    <message>
        <source>Video with boxes (MP4)…</source>
        <translation>Vídeo con recuadros (MP4)…</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>Cambiar &amp;nombre…</translation>
    </message>
    <message>
        <source>&amp;Show in folder</source>
        <translation>&amp;Mostrar en la carpeta</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Eliminar…</translation>
    </message>
</context>
<context>
    <name>RecordingsPage</name>
    <message>
        <source>Recordings</source>
        <translation>Grabaciones</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>Delete all recordings</source>
        <translation>Eliminar todas las grabaciones</translation>
    </message>
    <message>
        <source>&amp;Delete all recordings…</source>
        <translation>&amp;Eliminar todas las grabaciones…</translation>
    </message>
</context>
<context>
    <name>ReplayDialog</name>
    <message>
        <source>Run again</source>
        <translation>Volver a analizar</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>Qué busca las caras</translation>
    </message>
    <message>
        <source>Model for: %s</source>
        <translation>Modelo para: %s</translation>
    </message>
    <message>
        <source>The recorded picture goes through these, and every answer that differs from the recorded one is listed. Nothing in the recording changes. A few answers differ even with the same models: a recorded picture is compressed, and faces are found some moments sooner or later.</source>
        <translation>La imagen grabada pasa por estos, y se enumera cada respuesta que difiere de la grabada. En la grabación no cambia nada. Algunas respuestas difieren incluso con los mismos modelos: una imagen grabada está comprimida y las caras se encuentran unos instantes antes o después.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Run this recording again</source>
        <translation>¿Volver a analizar esta grabación?</translation>
    </message>
    <message>
        <source>Haar: good at faces seen from the front.</source>
        <translation>Haar: bueno con caras vistas de frente.</translation>
    </message>
    <message>
        <source>YuNet: finds more turned and small faces.</source>
        <translation>YuNet: encuentra más caras giradas y pequeñas.</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>What was taken for what</source>
        <translation>Qué se tomó por qué</translation>
    </message>
    <message>
        <source>Worst mistakes</source>
        <translation>Peores errores</translation>
    </message>
    <message>
        <source>It may be guessing.</source>
        <translation>Quizá esté adivinando.</translation>
    </message>
    <message>
        <source>Those it was surest of. First what it answered.</source>
        <translation>Aquellos en los que tenía más seguridad. Primero, lo que respondió.</translation>
    </message>
    <message>
        <source>There were none.</source>
        <translation>No hubo ninguno.</translation>
    </message>
    <message>
        <source>Better than the gallery?</source>
        <translation>¿Mejor que la galería?</translation>
    </message>
    <message>
        <source>Both named the same pictures, which were kept aside.</source>
        <translation>Ambas nombraron las mismas imágenes, que se habían reservado.</translation>
    </message>
    <message>
        <source>Most often taken for something else</source>
        <translation>Lo que más se tomó por otra cosa</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>Es</translation>
    </message>
    <message>
        <source>Was answered</source>
        <translation>Se respondió</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Con qué frecuencia</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Use it now</source>
        <translation>Usar ahora</translation>
    </message>
    <message>
        <source>Stop using it</source>
        <translation>Dejar de usar</translation>
    </message>
    <message>
        <source>Show on the Models page</source>
        <translation>Mostrar en la página Modelos</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Full report</source>
        <translation>Informe completo</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Mostrar carpeta</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>Respuestas correctas</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Pérdida</translation>
    </message>
    <message>
        <source>Facet answers as before; this training keeps the model</source>
        <translation>Facet responde como antes; este entrenamiento conserva el modelo</translation>
    </message>
    <message>
        <source>There once it is measured</source>
        <translation>Disponible en cuanto esté medido</translation>
    </message>
    <message>
        <source>Cancel the training first</source>
        <translation>Cancelar primero el entrenamiento</translation>
    </message>
    <message>
        <source>How it was asked for</source>
        <translation>Cómo se pidió</translation>
    </message>
    <message>
        <source>The chosen training</source>
        <translation>El entrenamiento elegido</translation>
    </message>
    <message>
        <source>How it learns</source>
        <translation>Cómo aprende</translation>
    </message>
    <message>
        <source>End it; what it has learned is kept, and it can go on later</source>
        <translation>Terminarlo; lo aprendido se conserva y se puede continuar más tarde</translation>
    </message>
    <message>
        <source>What it is, how good, and how fast here</source>
        <translation>Qué es, con qué acierto y a qué velocidad aquí</translation>
    </message>
    <message>
        <source>Open the whole report in the browser</source>
        <translation>Abrir el informe completo en el navegador</translation>
    </message>
    <message>
        <source>Show the folder with model, curves and log</source>
        <translation>Mostrar la carpeta con el modelo, las curvas y el registro</translation>
    </message>
    <message>
        <source>Delete this training; a model in use stays among the models</source>
        <translation>Eliminar este entrenamiento; un modelo en uso se queda entre los modelos</translation>
    </message>
</context>
<context>
    <name>Said</name>
    <message>
        <source>&apos;{0}&apos; addresses can&apos;t be read</source>
        <translation>no se pueden leer direcciones &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; can&apos;t be undone: somebody else bears the name now.</source>
        <translation>&apos;{0}&apos; no se puede deshacer: ahora otra persona lleva ese nombre.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is in the gallery already.</source>
        <translation>&apos;{0}&apos; ya está en la galería.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is missing</source>
        <translation>falta &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is too large</source>
        <translation>&apos;{0}&apos; es demasiado grande</translation>
    </message>
    <message>
        <source>; {0}, the second, has {1}</source>
        <translation>; {0}, en segundo lugar, tiene {1}</translation>
    </message>
    <message>
        <source>A head needs two people.</source>
        <translation>Un clasificador necesita dos personas.</translation>
    </message>
    <message>
        <source>A name has at most {0} letters.</source>
        <translation>Un nombre tiene como máximo {0} letras.</translation>
    </message>
    <message>
        <source>A person can&apos;t be merged with themselves.</source>
        <translation>No se puede fusionar a una persona consigo misma.</translation>
    </message>
    <message>
        <source>A person needs a name.</source>
        <translation>Una persona necesita un nombre.</translation>
    </message>
    <message>
        <source>A picture in the gallery is damaged.</source>
        <translation>Una imagen de la galería está dañada.</translation>
    </message>
    <message>
        <source>A share of strangers lies between 0 and 1, not {0}.</source>
        <translation>La proporción de desconocidos está entre 0 y 1, no {0}.</translation>
    </message>
    <message>
        <source>Add yourself to the group &apos;video&apos; (sudo usermod -aG video $USER) and log in again.</source>
        <translation>Añadir la cuenta al grupo &apos;video&apos; (sudo usermod -aG video $USER) y volver a iniciar sesión.</translation>
    </message>
    <message>
        <source>Analysing a picture failed unexpectedly. The log has the details.</source>
        <translation>El análisis de una imagen falló de forma inesperada. Los detalles están en el registro.</translation>
    </message>
    <message>
        <source>Check both in the address.</source>
        <translation>Comprobar ambos en la dirección.</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>Comprobar sus permisos.</translation>
    </message>
    <message>
        <source>Check the address and port.</source>
        <translation>Comprobar la dirección y el puerto.</translation>
    </message>
    <message>
        <source>Check the address.</source>
        <translation>Comprobar la dirección.</translation>
    </message>
    <message>
        <source>Check the address; a browser or player tells whether it plays at all.</source>
        <translation>Comprobar la dirección; un navegador o reproductor muestra si llega a reproducirse.</translation>
    </message>
    <message>
        <source>Check the file&apos;s permissions.</source>
        <translation>Comprobar los permisos del archivo.</translation>
    </message>
    <message>
        <source>Check the path after the host&apos;s name.</source>
        <translation>Comprobar la ruta después del nombre del servidor.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>Comprobar la ruta.</translation>
    </message>
    <message>
        <source>Check the user name and password.</source>
        <translation>Comprobar el nombre de usuario y la contraseña.</translation>
    </message>
    <message>
        <source>Choose &apos;auto&apos; or &apos;cpu&apos;, or see `facet doctor`.</source>
        <translation>Elegir &apos;auto&apos; o &apos;cpu&apos;, o consultar `facet doctor`.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write.</source>
        <translation>Elegir una carpeta en la que se pueda escribir.</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>Elegir uno más corto.</translation>
    </message>
    <message>
        <source>Choose another folder for the gallery.</source>
        <translation>Elegir otra carpeta para la galería.</translation>
    </message>
    <message>
        <source>Choose another model with --model.</source>
        <translation>Elegir otro modelo con --model.</translation>
    </message>
    <message>
        <source>Choose another name, or merge the two.</source>
        <translation>Elegir otro nombre o fusionar los dos.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Elegir otro nombre.</translation>
    </message>
    <message>
        <source>Choose another place in the settings.</source>
        <translation>Elegir otro lugar en los ajustes.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Elegir otro lugar.</translation>
    </message>
    <message>
        <source>Choose from: {0}.</source>
        <translation>Se puede elegir entre: {0}.</translation>
    </message>
    <message>
        <source>Choose references of {0}.</source>
        <translation>Elegir referencias de {0}.</translation>
    </message>
    <message>
        <source>Choose two people.</source>
        <translation>Elegir dos personas.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow desktop apps the camera in Settings, Privacy.</source>
        <translation>Cerrar otros programas que la usen y permitir la cámara a las aplicaciones de escritorio en Configuración, Privacidad.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow the camera for this program in System Settings, Privacy &amp; Security.</source>
        <translation>Cerrar otros programas que la usen y permitir la cámara a este programa en Ajustes del Sistema, Privacidad y seguridad.</translation>
    </message>
    <message>
        <source>Close other programs that use the camera, or unplug it and plug it in again.</source>
        <translation>Cerrar otros programas que usen la cámara, o desconectarla y volver a conectarla.</translation>
    </message>
    <message>
        <source>Close other viewers of this camera.</source>
        <translation>Cerrar otros visores de esta cámara.</translation>
    </message>
    <message>
        <source>Close other windows of Facet; it is done when the gallery is next opened.</source>
        <translation>Cerrar otras ventanas de Facet; se hará la próxima vez que se abra la galería.</translation>
    </message>
    <message>
        <source>Close what uses it, and erase again.</source>
        <translation>Cerrar lo que lo esté usando y volver a borrar.</translation>
    </message>
    <message>
        <source>Close what uses it, and try again.</source>
        <translation>Cerrar lo que lo esté usando e intentar de nuevo.</translation>
    </message>
    <message>
        <source>Copy it again.</source>
        <translation>Volver a copiarlo.</translation>
    </message>
    <message>
        <source>Copy it here first.</source>
        <translation>Copiarlo aquí primero.</translation>
    </message>
    <message>
        <source>Delete it, and add another.</source>
        <translation>Eliminarla y añadir otra.</translation>
    </message>
    <message>
        <source>Enrol somebody else first.</source>
        <translation>Registrar primero a alguien más.</translation>
    </message>
    <message>
        <source>Export it again with facet-train export.</source>
        <translation>Exportarlo de nuevo con facet-train export.</translation>
    </message>
    <message>
        <source>Export its answers instead.</source>
        <translation>Exportar en su lugar sus respuestas.</translation>
    </message>
    <message>
        <source>Export the gallery again.</source>
        <translation>Volver a exportar la galería.</translation>
    </message>
    <message>
        <source>Facet works with its own models meanwhile; `facet models pull {0}` tries again.</source>
        <translation>Mientras tanto, Facet funciona con sus propios modelos; `facet models pull {0}` lo intenta de nuevo.</translation>
    </message>
    <message>
        <source>Facet&apos;s assets are missing; looked in {0}</source>
        <translation>Faltan recursos de Facet; se buscó en {0}</translation>
    </message>
    <message>
        <source>Fine-tune first.</source>
        <translation>Hacer primero el ajuste fino.</translation>
    </message>
    <message>
        <source>For example 0.01.</source>
        <translation>Por ejemplo 0.01.</translation>
    </message>
    <message>
        <source>Free some space there.</source>
        <translation>Liberar espacio allí.</translation>
    </message>
    <message>
        <source>Import an exported archive into a new gallery, or move the file away to begin anew.</source>
        <translation>Importar un archivo exportado en una galería nueva, o mover el archivo a otro lugar para empezar de nuevo.</translation>
    </message>
    <message>
        <source>Install Facet again.</source>
        <translation>Volver a instalar Facet.</translation>
    </message>
    <message>
        <source>Is it on, and in this network?</source>
        <translation>¿Está encendida y en esta red?</translation>
    </message>
    <message>
        <source>Is it still there?</source>
        <translation>¿Sigue estando ahí?</translation>
    </message>
    <message>
        <source>Is the camera or server on, and the port right?</source>
        <translation>¿Está encendida la cámara o el servidor y es correcto el puerto?</translation>
    </message>
    <message>
        <source>It may be of another version than Facet.</source>
        <translation>Puede ser de otra versión que Facet.</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 1,000</source>
        <translation>LFW sin las personas facilitadas, 200 registradas con hasta 5, umbral para 1 desconocido de cada 1000</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 100</source>
        <translation>LFW sin las personas facilitadas, 200 registradas con hasta 5, umbral para 1 desconocido de cada 100</translation>
    </message>
    <message>
        <source>MP4, MOV, MKV, WebM, AVI and animated GIF can be played.</source>
        <translation>Se pueden reproducir MP4, MOV, MKV, WebM, AVI y GIF animados.</translation>
    </message>
    <message>
        <source>Make it first.</source>
        <translation>Hay que crearla primero.</translation>
    </message>
    <message>
        <source>Make it smaller first.</source>
        <translation>Reducirla primero.</translation>
    </message>
    <message>
        <source>Make room or set XDG_CACHE_HOME to another folder.</source>
        <translation>Liberar espacio o indicar otra carpeta en XDG_CACHE_HOME.</translation>
    </message>
    <message>
        <source>Models for Facet end in .onnx.</source>
        <translation>Los modelos para Facet terminan en .onnx.</translation>
    </message>
    <message>
        <source>Nobody is enrolled without a picture.</source>
        <translation>No se registra a nadie sin una imagen.</translation>
    </message>
    <message>
        <source>Nobody is enrolled yet.</source>
        <translation>Todavía no hay nadie registrado.</translation>
    </message>
    <message>
        <source>Nobody was merged into {0}.</source>
        <translation>No se fusionó a nadie con {0}.</translation>
    </message>
    <message>
        <source>Nothing is known of strangers under this embedding model ({0}).</source>
        <translation>Con este modelo de embeddings ({0}) no se sabe nada de los desconocidos.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>No se cambió nada.</translation>
    </message>
    <message>
        <source>ONNX Runtime fell back to &apos;{0}&apos;</source>
        <translation>ONNX Runtime recurrió a &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>Open it with `facet people list` first, or update the trainer.</source>
        <translation>Abrirla primero con `facet people list`, o actualizar el entrenador.</translation>
    </message>
    <message>
        <source>Plug one in, or use the demo, a file or a stream.</source>
        <translation>Conectar una, o usar la demostración, un archivo o una transmisión.</translation>
    </message>
    <message>
        <source>Possible are demo, camera:0, a video, a photo, a folder of photos, and an http:// or rtsp:// address.</source>
        <translation>Son posibles demo, camera:0, un vídeo, una foto, una carpeta de fotos y una dirección http:// o rtsp://.</translation>
    </message>
    <message>
        <source>Reading the source failed unexpectedly. The log has the details.</source>
        <translation>La lectura de la fuente falló de forma inesperada. Los detalles están en el registro.</translation>
    </message>
    <message>
        <source>Recording failed unexpectedly. The log has the details.</source>
        <translation>La grabación falló de forma inesperada. Los detalles están en el registro.</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>Cambiarle el nombre.</translation>
    </message>
    <message>
        <source>Rename them first.</source>
        <translation>Cambiarle primero el nombre.</translation>
    </message>
    <message>
        <source>SFace (MobileFaceNet), OpenCV Zoo&apos;s published weights; compared by cosine.</source>
        <translation>SFace (MobileFaceNet), con los pesos publicados por OpenCV Zoo; comparación por coseno.</translation>
    </message>
    <message>
        <source>Subfolders are not searched.</source>
        <translation>No se busca en las subcarpetas.</translation>
    </message>
    <message>
        <source>The figures of this training can&apos;t be read.</source>
        <translation>No se pueden leer las cifras de este entrenamiento.</translation>
    </message>
    <message>
        <source>The file may be damaged.</source>
        <translation>El archivo puede estar dañado.</translation>
    </message>
    <message>
        <source>The picture can&apos;t be recorded here.</source>
        <translation>La imagen no se puede grabar aquí.</translation>
    </message>
    <message>
        <source>The picture of the recording {0} can&apos;t be deleted ({1}).</source>
        <translation>No se puede eliminar la imagen de la grabación {0} ({1}).</translation>
    </message>
    <message>
        <source>The picture of this recording can&apos;t be read ({0}).</source>
        <translation>No se puede leer la imagen de esta grabación ({0}).</translation>
    </message>
    <message>
        <source>The provider &apos;{0}&apos; can&apos;t be used: {1}.</source>
        <translation>No se puede usar el proveedor &apos;{0}&apos;: {1}.</translation>
    </message>
    <message>
        <source>The recording can&apos;t be written ({0}).</source>
        <translation>No se puede escribir la grabación ({0}).</translation>
    </message>
    <message>
        <source>The recording {0} can&apos;t be used: {1}.</source>
        <translation>No se puede usar la grabación {0}: {1}.</translation>
    </message>
    <message>
        <source>The trainer is not part of this program: it needs a Python of its own.</source>
        <translation>El entrenador no forma parte de este programa: necesita un Python propio.</translation>
    </message>
    <message>
        <source>The trainer of {0} is of another version than Facet.</source>
        <translation>El entrenador de {0} es de otra versión que Facet.</translation>
    </message>
    <message>
        <source>The training can&apos;t be kept in {0} ({1}).</source>
        <translation>No se puede guardar el entrenamiento en {0} ({1}).</translation>
    </message>
    <message>
        <source>There is no Python at {0}.</source>
        <translation>No hay ningún Python en {0}.</translation>
    </message>
    <message>
        <source>There is no Python in {0}.</source>
        <translation>No hay ningún Python dentro de {0}.</translation>
    </message>
    <message>
        <source>There is no detector &apos;{0}&apos;.</source>
        <translation>No existe el detector &apos;{0}&apos;.</translation>
    </message>
    <message>
        <source>There is no head to export.</source>
        <translation>No hay ningún clasificador que exportar.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to pull.</source>
        <translation>No hay ningún modelo &apos;{0}&apos; que descargar.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to tell people apart.</source>
        <translation>No hay ningún modelo &apos;{0}&apos; para distinguir personas.</translation>
    </message>
    <message>
        <source>There is no model for &apos;{0}&apos;.</source>
        <translation>No hay ningún modelo para &apos;{0}&apos;.</translation>
    </message>
    <message>
        <source>There is no picture in this recording, so it can&apos;t run again.</source>
        <translation>Esta grabación no tiene imagen, así que no se puede volver a analizar.</translation>
    </message>
    <message>
        <source>There is no picture in this recording.</source>
        <translation>Esta grabación no tiene imagen.</translation>
    </message>
    <message>
        <source>There is no provider &apos;{0}&apos;.</source>
        <translation>No existe el proveedor &apos;{0}&apos;.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>No hay nada que deshacer.</translation>
    </message>
    <message>
        <source>There is {0} in the gallery.</source>
        <translation>En la galería no hay {0}.</translation>
    </message>
    <message>
        <source>They hold until Facet closes. Make the folder writable to keep them.</source>
        <translation>Valen hasta que se cierre Facet. Para conservarlos, hay que permitir la escritura en la carpeta.</translation>
    </message>
    <message>
        <source>They may have been moved already.</source>
        <translation>Puede que ya se hayan movido.</translation>
    </message>
    <message>
        <source>This can&apos;t be undone yet: who got the pictures was merged into somebody since.</source>
        <translation>Esto aún no se puede deshacer: quien recibió las imágenes se fusionó después con otra persona.</translation>
    </message>
    <message>
        <source>This is undone already.</source>
        <translation>Esto ya está deshecho.</translation>
    </message>
    <message>
        <source>This picture is no longer in the gallery.</source>
        <translation>Esta imagen ya no está en la galería.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Intentar de nuevo dentro de un momento.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Intentar de nuevo.</translation>
    </message>
    <message>
        <source>Try http:// in your own network.</source>
        <translation>En la red propia, probar con http://.</translation>
    </message>
    <message>
        <source>Turn on “Keep the picture” in the settings before recording.</source>
        <translation>Activar “Guardar la imagen” en los ajustes antes de grabar.</translation>
    </message>
    <message>
        <source>Undo that first.</source>
        <translation>Deshacer primero eso.</translation>
    </message>
    <message>
        <source>Unknown: {0}. {1} has {2}; {3} is needed.</source>
        <translation>Sin identificar: {0}. {1} tiene {2}; hace falta {3}.</translation>
    </message>
    <message>
        <source>Update Facet.</source>
        <translation>Actualizar Facet.</translation>
    </message>
    <message>
        <source>Update Facet; the file was not touched.</source>
        <translation>Actualizar Facet; el archivo no se tocó.</translation>
    </message>
    <message>
        <source>Use .mp4.</source>
        <translation>Usar .mp4.</translation>
    </message>
    <message>
        <source>What the trainer found in the folder can&apos;t be read.</source>
        <translation>No se puede leer lo que el entrenador encontró en la carpeta.</translation>
    </message>
    <message>
        <source>What was there before is kept.</source>
        <translation>Lo que había antes se conserva.</translation>
    </message>
    <message>
        <source>Write it as http://host/path.</source>
        <translation>Escribirla como http://host/path.</translation>
    </message>
    <message>
        <source>Write it in letters.</source>
        <translation>Escribirlo con letras.</translation>
    </message>
    <message>
        <source>Write them into the address: http://user:password@host/</source>
        <translation>Escribirlos en la dirección: http://user:password@host/</translation>
    </message>
    <message>
        <source>Your settings at {0} could not be read ({1}); defaults are used.</source>
        <translation>No se pudieron leer los ajustes de {0} ({1}); se usan los predeterminados.</translation>
    </message>
    <message>
        <source>Your settings could not be saved to {0}: {1}.</source>
        <translation>No se pudieron guardar los ajustes en {0}: {1}.</translation>
    </message>
    <message>
        <source>Your settings {0}, and the file could not be set aside ({1}); defaults are used. Move {2} away to keep it.</source>
        <translation>Los ajustes {0}, y no se pudo apartar el archivo ({1}); se usan los predeterminados. Para conservarlo, mover {2} a otro lugar.</translation>
    </message>
    <message>
        <source>Your settings {0}. Facet starts with defaults; the old file is kept as {1}.</source>
        <translation>Los ajustes {0}. Facet empieza con los predeterminados; el archivo antiguo se conserva como {1}.</translation>
    </message>
    <message>
        <source>`facet doctor` lists the models at hand and where they are looked for.</source>
        <translation>`facet doctor` enumera los modelos disponibles y dónde se buscan.</translation>
    </message>
    <message>
        <source>`facet models pull sface` brings one.</source>
        <translation>`facet models pull sface` trae uno.</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it anew.</source>
        <translation>`facet models pull yunet` lo trae de nuevo.</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it.</source>
        <translation>`facet models pull yunet` lo trae.</translation>
    </message>
    <message>
        <source>`facet people add NAME PHOTO…` makes one.</source>
        <translation>`facet people add NAME PHOTO…` crea una.</translation>
    </message>
    <message>
        <source>`facet people list --gallery DIR` says whether there is one.</source>
        <translation>`facet people list --gallery DIR` dice si hay una.</translation>
    </message>
    <message>
        <source>`facet people list` names everyone.</source>
        <translation>`facet people list` nombra a todas las personas.</translation>
    </message>
    <message>
        <source>`facet people verify` names what is damaged.</source>
        <translation>`facet people verify` indica qué está dañado.</translation>
    </message>
    <message>
        <source>a line that is too long</source>
        <translation>una línea demasiado larga</translation>
    </message>
    <message>
        <source>a newer Facet made it</source>
        <translation>lo creó un Facet más reciente</translation>
    </message>
    <message>
        <source>a newer Facet wrote this archive</source>
        <translation>un Facet más reciente escribió este archivo de exportación</translation>
    </message>
    <message>
        <source>a newer Facet wrote this gallery (form {0}, this one knows {1})</source>
        <translation>un Facet más reciente escribió esta galería (formato {0}; este conoce {1})</translation>
    </message>
    <message>
        <source>a picture can&apos;t be written as &apos;{0}&apos;</source>
        <translation>no se puede escribir una imagen como &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>a picture in the gallery is damaged</source>
        <translation>una imagen de la galería está dañada</translation>
    </message>
    <message>
        <source>a picture that is too large</source>
        <translation>una imagen demasiado grande</translation>
    </message>
    <message>
        <source>a picture with too many headers</source>
        <translation>una imagen con demasiadas cabeceras</translation>
    </message>
    <message>
        <source>a row of &apos;{0}&apos; belongs to nobody</source>
        <translation>una fila de &apos;{0}&apos; no pertenece a nadie</translation>
    </message>
    <message>
        <source>an embedding answers no question by itself</source>
        <translation>un embedding no responde por sí solo a ninguna pregunta</translation>
    </message>
    <message>
        <source>an embedding is damaged</source>
        <translation>un embedding está dañado</translation>
    </message>
    <message>
        <source>another face</source>
        <translation>otra cara</translation>
    </message>
    <message>
        <source>as published; OpenCV Zoo does not say</source>
        <translation>tal como se publicó; OpenCV Zoo no lo dice</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>a mano</translation>
    </message>
    <message>
        <source>could not be read as text</source>
        <translation>no se pudieron leer como texto</translation>
    </message>
    <message>
        <source>could not be understood</source>
        <translation>no se pudieron entender</translation>
    </message>
    <message>
        <source>erase everyone</source>
        <translation>borrar a todas las personas</translation>
    </message>
    <message>
        <source>hold a value that can&apos;t be used ({0})</source>
        <translation>contienen un valor que no se puede usar ({0})</translation>
    </message>
    <message>
        <source>hold still</source>
        <translation>no moverse</translation>
    </message>
    <message>
        <source>Licence of the weights: {0}</source>
        <translation>Licencia de los pesos: {0}</translation>
    </message>
    <message>
        <source>1 channel: its colour is grey</source>
        <translation>1 canal: su color es el gris</translation>
    </message>
    <message>
        <source>3 channels: its colour is not grey</source>
        <translation>3 canales: su color no es el gris</translation>
    </message>
    <message>
        <source>Choose the pictures once more.</source>
        <translation>Elegir las imágenes otra vez.</translation>
    </message>
    <message>
        <source>Comes from {0}.</source>
        <translation>Procede de {0}.</translation>
    </message>
    <message>
        <source>Download the file and open it here.</source>
        <translation>Descargar el archivo y abrirlo aquí.</translation>
    </message>
    <message>
        <source>Export it again for inference, with a free batch size.</source>
        <translation>Exportarla de nuevo para inferencia, con un tamaño de lote libre.</translation>
    </message>
    <message>
        <source>Export it as ONNX again.</source>
        <translation>Exportarla de nuevo como ONNX.</translation>
    </message>
    <message>
        <source>Facet feeds one picture of 1 or 3 channels, and takes one row of numbers.</source>
        <translation>Facet da una imagen de 1 o 3 canales y admite una fila de números.</translation>
    </message>
    <message>
        <source>Files up to 1.9 GB can be.</source>
        <translation>Es posible con archivos de hasta 1,9 GB.</translation>
    </message>
    <message>
        <source>Fine-tune again: it learns those who are there now.</source>
        <translation>Repetir el ajuste fino: aprende a quienes están ahora.</translation>
    </message>
    <message>
        <source>Get the file again from where it came, or choose another one. A model that you trained is written again by `facet-train export`.</source>
        <translation>Obtener el archivo otra vez de donde vino, o elegir otro. Un modelo entrenado por uno mismo lo vuelve a escribir `facet-train export`.</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean is of three colours, and the network takes grey.</source>
        <translation>La media de ImageNet es de tres colores, y la red admite gris.</translation>
    </message>
    <message>
        <source>Move it to {0}.</source>
        <translation>Muévelo a {0}.</translation>
    </message>
    <message>
        <source>Name the face or add the pictures once more.</source>
        <translation>Nombrar la cara o añadir las imágenes otra vez.</translation>
    </message>
    <message>
        <source>One label a line, or JSON: [&quot;cat&quot;, &quot;dog&quot;] or {&quot;0&quot;: &quot;cat&quot;}.</source>
        <translation>Una etiqueta por línea, o JSON: [&quot;cat&quot;, &quot;dog&quot;] o {&quot;0&quot;: &quot;cat&quot;}.</translation>
    </message>
    <message>
        <source>Somebody, or a picture, was erased while the head was fitted: it was not kept.</source>
        <translation>Se borró a alguien, o una imagen, mientras se ajustaba el clasificador: no se conservó.</translation>
    </message>
    <message>
        <source>Start the training again.</source>
        <translation>Empezar de nuevo el entrenamiento.</translation>
    </message>
    <message>
        <source>The card&apos;s field &apos;{0}&apos; doesn&apos;t fit: {1}.</source>
        <translation>El campo &apos;{0}&apos; de la ficha no encaja: {1}.</translation>
    </message>
    <message>
        <source>The network takes bytes: its pixels are not scaled before it.</source>
        <translation>La red admite bytes: sus píxeles no se escalan antes.</translation>
    </message>
    <message>
        <source>The network takes {0}.</source>
        <translation>La red admite {0}.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>No hay nada que rehacer.</translation>
    </message>
    <message>
        <source>WIDER FACE, the 99 faces of 30 pixels or more in 113 pictures of crowds</source>
        <translation>WIDER FACE, las 99 caras de 30 píxeles o más de 113 imágenes de multitudes</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: its pictures were erased.</source>
        <translation>Lo deshecho no se puede rehacer: sus imágenes se borraron.</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: something else was changed since.</source>
        <translation>Lo deshecho no se puede rehacer: después se cambió otra cosa.</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: the new name was erased.</source>
        <translation>Lo deshecho no se puede rehacer: el nuevo nombre se borró.</translation>
    </message>
    <message>
        <source>faces found</source>
        <translation>caras encontradas</translation>
    </message>
    <message>
        <source>faces found by Haar</source>
        <translation>caras encontradas por Haar</translation>
    </message>
    <message>
        <source>had from</source>
        <translation>obtenido de</translation>
    </message>
    <message>
        <source>it answers otherwise for two pictures than for each by itself</source>
        <translation>con dos imágenes juntas responde distinto que con cada una por separado</translation>
    </message>
    <message>
        <source>it answers with an error ({0})</source>
        <translation>responde con un error ({0})</translation>
    </message>
    <message>
        <source>it answers {0}</source>
        <translation>responde {0}</translation>
    </message>
    <message>
        <source>it answers {0} numbers for a picture, not one row</source>
        <translation>responde {0} números por imagen, no una fila</translation>
    </message>
    <message>
        <source>it asks for a user name and password</source>
        <translation>pide un nombre de usuario y una contraseña</translation>
    </message>
    <message>
        <source>it can&apos;t be opened; another program may be using it</source>
        <translation>no se puede abrir; quizá la esté usando otro programa</translation>
    </message>
    <message>
        <source>it can&apos;t be reached</source>
        <translation>no se puede alcanzar</translation>
    </message>
    <message>
        <source>it can&apos;t be reached ({0})</source>
        <translation>no se puede alcanzar ({0})</translation>
    </message>
    <message>
        <source>it can&apos;t be read ({0})</source>
        <translation>no se puede leer ({0})</translation>
    </message>
    <message>
        <source>it can&apos;t be read any more</source>
        <translation>ya no se puede leer</translation>
    </message>
    <message>
        <source>it can&apos;t be written ({0})</source>
        <translation>no se puede escribir ({0})</translation>
    </message>
    <message>
        <source>it could not be copied ({0})</source>
        <translation>no se pudo copiar ({0})</translation>
    </message>
    <message>
        <source>it could not be put back ({0})</source>
        <translation>no se pudo restaurar ({0})</translation>
    </message>
    <message>
        <source>it could not be removed ({0})</source>
        <translation>no se pudo quitar ({0})</translation>
    </message>
    <message>
        <source>it could not be written ({0})</source>
        <translation>no se pudo escribir ({0})</translation>
    </message>
    <message>
        <source>it does not accept this user name and password</source>
        <translation>no acepta este nombre de usuario y esta contraseña</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>no responde</translation>
    </message>
    <message>
        <source>it does not answer as a web server does</source>
        <translation>no responde como un servidor web</translation>
    </message>
    <message>
        <source>it does not answer with floats</source>
        <translation>no responde con números de coma flotante</translation>
    </message>
    <message>
        <source>it does not run on a picture of {0} × {1}</source>
        <translation>no se ejecuta con una imagen de {0} × {1}</translation>
    </message>
    <message>
        <source>it does not say where a face&apos;s points are</source>
        <translation>no dice dónde están los puntos de una cara</translation>
    </message>
    <message>
        <source>it ended with {0}</source>
        <translation>terminó con {0}</translation>
    </message>
    <message>
        <source>it gives no pictures any more</source>
        <translation>ya no da imágenes</translation>
    </message>
    <message>
        <source>it has {0} inputs and {1} outputs, not one of each</source>
        <translation>tiene {0} entradas y {1} salidas, no una de cada</translation>
    </message>
    <message>
        <source>it holds sound and no picture</source>
        <translation>contiene sonido y ninguna imagen</translation>
    </message>
    <message>
        <source>it is a device or pipe</source>
        <translation>es un dispositivo o una tubería</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es una carpeta</translation>
    </message>
    <message>
        <source>it is a folder and no video</source>
        <translation>es una carpeta y no un vídeo</translation>
    </message>
    <message>
        <source>it is a photo and no video</source>
        <translation>es una foto y no un vídeo</translation>
    </message>
    <message>
        <source>it is a text and no video</source>
        <translation>es un texto y no un vídeo</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>no es un texto</translation>
    </message>
    <message>
        <source>it is no valid JSON</source>
        <translation>no es JSON válido</translation>
    </message>
    <message>
        <source>it is no video that can be played</source>
        <translation>no es un vídeo que se pueda reproducir</translation>
    </message>
    <message>
        <source>it is no whole archive ({0})</source>
        <translation>no es un archivo de exportación completo ({0})</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>no es un archivo</translation>
    </message>
    <message>
        <source>it is not a model that ONNX Runtime can run</source>
        <translation>no es un modelo que ONNX Runtime pueda ejecutar</translation>
    </message>
    <message>
        <source>it is not a model that OpenCV can run</source>
        <translation>no es un modelo que OpenCV pueda ejecutar</translation>
    </message>
    <message>
        <source>it is not a picture that Facet can read</source>
        <translation>no es una imagen que Facet pueda leer</translation>
    </message>
    <message>
        <source>it is not an ONNX file</source>
        <translation>no es un archivo ONNX</translation>
    </message>
    <message>
        <source>it is not the SFace network that was published</source>
        <translation>no es la red SFace que se publicó</translation>
    </message>
    <message>
        <source>it is too busy (503)</source>
        <translation>está demasiado ocupado (503)</translation>
    </message>
    <message>
        <source>it is too large for a list of labels</source>
        <translation>es demasiado grande para una lista de etiquetas</translation>
    </message>
    <message>
        <source>it is too large to be rewritten</source>
        <translation>es demasiado grande para reescribirse</translation>
    </message>
    <message>
        <source>it is write-protected</source>
        <translation>está protegido contra escritura</translation>
    </message>
    <message>
        <source>it names a file on another machine</source>
        <translation>indica un archivo de otra máquina</translation>
    </message>
    <message>
        <source>it refuses access (403)</source>
        <translation>deniega el acceso (403)</translation>
    </message>
    <message>
        <source>it sends &apos;{0}&apos; and no JPEG pictures</source>
        <translation>envía &apos;{0}&apos; y no imágenes JPEG</translation>
    </message>
    <message>
        <source>it sends nothing that can be decoded</source>
        <translation>no envía nada que se pueda descodificar</translation>
    </message>
    <message>
        <source>it sends {0}</source>
        <translation>envía {0}</translation>
    </message>
    <message>
        <source>it takes one picture at a time and no batch</source>
        <translation>admite una sola imagen cada vez, y ningún lote</translation>
    </message>
    <message>
        <source>it takes pictures of {0} × {1}</source>
        <translation>admite imágenes de {0} × {1}</translation>
    </message>
    <message>
        <source>it takes {0}, neither floats nor bytes</source>
        <translation>admite {0}, ni números de coma flotante ni bytes</translation>
    </message>
    <message>
        <source>it took longer than {0} s</source>
        <translation>tardó más de {0} s</translation>
    </message>
    <message>
        <source>it was closed at once</source>
        <translation>se cerró enseguida</translation>
    </message>
    <message>
        <source>it was closed while it was being opened</source>
        <translation>se cerró mientras se abría</translation>
    </message>
    <message>
        <source>it was stopped</source>
        <translation>se detuvo</translation>
    </message>
    <message>
        <source>it was unplugged</source>
        <translation>se desconectó</translation>
    </message>
    <message>
        <source>its answers are missing</source>
        <translation>faltan sus respuestas</translation>
    </message>
    <message>
        <source>its archive has no readable {0}</source>
        <translation>su paquete no tiene ningún {0} legible</translation>
    </message>
    <message>
        <source>its certificate is not trusted</source>
        <translation>su certificado no es de confianza</translation>
    </message>
    <message>
        <source>its file is damaged ({0})</source>
        <translation>su archivo está dañado ({0})</translation>
    </message>
    <message>
        <source>its index can&apos;t be understood</source>
        <translation>su índice no se puede entender</translation>
    </message>
    <message>
        <source>its index has a value that can&apos;t be used ({0})</source>
        <translation>su índice tiene un valor que no se puede usar ({0})</translation>
    </message>
    <message>
        <source>its input has {0} dimensions, not the four of pictures</source>
        <translation>su entrada tiene {0} dimensiones, no las cuatro de las imágenes</translation>
    </message>
    <message>
        <source>its input of {0} does not say where the colours stand</source>
        <translation>su entrada de {0} no dice dónde están los colores</translation>
    </message>
    <message>
        <source>its name is not valid UTF-8</source>
        <translation>su nombre no es UTF-8 válido</translation>
    </message>
    <message>
        <source>its pages contradict each other</source>
        <translation>sus páginas se contradicen</translation>
    </message>
    <message>
        <source>its picture can&apos;t be read ({0})</source>
        <translation>su imagen no se puede leer ({0})</translation>
    </message>
    <message>
        <source>its picture is missing or damaged</source>
        <translation>su imagen falta o está dañada</translation>
    </message>
    <message>
        <source>its table goes neither from numbers to labels nor back</source>
        <translation>su tabla no va de números a etiquetas ni al revés</translation>
    </message>
    <message>
        <source>known already</source>
        <translation>ya conocida</translation>
    </message>
    <message>
        <source>known named rightly</source>
        <translation>conocidos bien nombrados</translation>
    </message>
    <message>
        <source>like two people alike</source>
        <translation>se parece por igual a dos personas</translation>
    </message>
    <message>
        <source>looking again</source>
        <translation>mirando de nuevo</translation>
    </message>
    <message>
        <source>marked as not {0}</source>
        <translation>marcada como que no es {0}</translation>
    </message>
    <message>
        <source>marked as somebody else</source>
        <translation>marcada como otra persona</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>sin respuesta</translation>
    </message>
    <message>
        <source>no boundary between its pictures</source>
        <translation>imágenes sin separador entre ellas</translation>
    </message>
    <message>
        <source>no embedding: {0}</source>
        <translation>no es un embedding: {0}</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>ninguna cara</translation>
    </message>
    <message>
        <source>no machine of this name is known</source>
        <translation>no se conoce ninguna máquina con este nombre</translation>
    </message>
    <message>
        <source>no package index that pip can reach has it</source>
        <translation>no está en ningún índice de paquetes que pip pueda alcanzar</translation>
    </message>
    <message>
        <source>no person with number {0}</source>
        <translation>ninguna persona con el número {0}</translation>
    </message>
    <message>
        <source>no picture came for {0} s</source>
        <translation>no llegó ninguna imagen durante {0} s</translation>
    </message>
    <message>
        <source>no picture came within {0} s</source>
        <translation>no llegó ninguna imagen en {0} s</translation>
    </message>
    <message>
        <source>no picture comes any more</source>
        <translation>ya no llega ninguna imagen</translation>
    </message>
    <message>
        <source>no picture in it can be decoded</source>
        <translation>no se puede descodificar ninguna imagen que contenga</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>sin sonrisa</translation>
    </message>
    <message>
        <source>no usable GPU was found</source>
        <translation>no se encontró ninguna GPU utilizable</translation>
    </message>
    <message>
        <source>no video can be played from it</source>
        <translation>no se puede reproducir ningún vídeo desde ahí</translation>
    </message>
    <message>
        <source>nobody called &apos;{0}&apos;</source>
        <translation>nadie llamado &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>nobody is enrolled</source>
        <translation>no hay nadie registrado</translation>
    </message>
    <message>
        <source>none is named</source>
        <translation>no se indica ninguna</translation>
    </message>
    <message>
        <source>none of its {0} photos can be read; of {1}: {2}</source>
        <translation>no se puede leer ninguna de sus {0} fotos; de {1}: {2}</translation>
    </message>
    <message>
        <source>not like anybody enough</source>
        <translation>no se parece lo bastante a nadie</translation>
    </message>
    <message>
        <source>not like {0} enough</source>
        <translation>no se parece lo bastante a {0}</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>aún no examinada</translation>
    </message>
    <message>
        <source>not seen well enough</source>
        <translation>no se ve lo bastante bien</translation>
    </message>
    <message>
        <source>not taken: almost the same picture was taken already</source>
        <translation>no se tomó: ya hay una imagen casi igual</translation>
    </message>
    <message>
        <source>not taken: it is there already, or almost the same picture</source>
        <translation>no se tomó: ya está, o hay una imagen casi igual</translation>
    </message>
    <message>
        <source>not taken: no face was found</source>
        <translation>no se tomó: no se encontró ninguna cara</translation>
    </message>
    <message>
        <source>not taken: the face is too small ({0} pixels)</source>
        <translation>no se tomó: la cara es demasiado pequeña ({0} píxeles)</translation>
    </message>
    <message>
        <source>one input and one output, not {0} and {1}</source>
        <translation>una entrada y una salida, no {0} y {1}</translation>
    </message>
    <message>
        <source>out of focus</source>
        <translation>desenfocada</translation>
    </message>
    <message>
        <source>picture {0} is damaged</source>
        <translation>la imagen {0} está dañada</translation>
    </message>
    <message>
        <source>pip can&apos;t be started</source>
        <translation>no se puede iniciar pip</translation>
    </message>
    <message>
        <source>pip took longer than {0} s</source>
        <translation>pip tardó más de {0} s</translation>
    </message>
    <message>
        <source>points answer no question by themselves</source>
        <translation>los puntos no responden por sí solos a ninguna pregunta</translation>
    </message>
    <message>
        <source>published by</source>
        <translation>publicado por</translation>
    </message>
    <message>
        <source>published sha256</source>
        <translation>sha256 publicado</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>apartada</translation>
    </message>
    <message>
        <source>source code</source>
        <translation>código fuente</translation>
    </message>
    <message>
        <source>standard output</source>
        <translation>la salida estándar</translation>
    </message>
    <message>
        <source>strangers named</source>
        <translation>desconocidos con nombre</translation>
    </message>
    <message>
        <source>the NVIDIA driver ({0}) is not installed</source>
        <translation>el controlador de NVIDIA ({0}) no está instalado</translation>
    </message>
    <message>
        <source>the card says {0}, the network {1}</source>
        <translation>la ficha dice {0}; la red, {1}</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>se cortó la conexión</translation>
    </message>
    <message>
        <source>the connection broke before its end</source>
        <translation>se cortó la conexión antes de terminar</translation>
    </message>
    <message>
        <source>the connection is refused</source>
        <translation>se rechaza la conexión</translation>
    </message>
    <message>
        <source>the face is too small ({0} of {1} pixels)</source>
        <translation>la cara es demasiado pequeña ({0} de {1} píxeles)</translation>
    </message>
    <message>
        <source>the file holds none</source>
        <translation>el archivo no contiene ninguna</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>el archivo está vacío</translation>
    </message>
    <message>
        <source>the file: {0}</source>
        <translation>el archivo: {0}</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be opened ({0})</source>
        <translation>no se puede abrir la galería ({0})</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be read ({0})</source>
        <translation>no se puede leer la galería ({0})</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be used now ({0})</source>
        <translation>no se puede usar ahora la galería ({0})</translation>
    </message>
    <message>
        <source>the gallery has form {0}, not {1}</source>
        <translation>la galería tiene el formato {0}, no {1}</translation>
    </message>
    <message>
        <source>the gallery is damaged ({0}); nothing was changed</source>
        <translation>la galería está dañada ({0}); no se cambió nada</translation>
    </message>
    <message>
        <source>the journal is being read</source>
        <translation>se está leyendo el diario</translation>
    </message>
    <message>
        <source>the largest of {0} faces</source>
        <translation>la mayor de {0} caras</translation>
    </message>
    <message>
        <source>the list of its pictures is at the end of the file, and this server can&apos;t jump there</source>
        <translation>la lista de sus imágenes está al final del archivo y este servidor no permite saltar hasta allí</translation>
    </message>
    <message>
        <source>the name was another a moment ago</source>
        <translation>hace un momento el nombre era otro</translation>
    </message>
    <message>
        <source>the network takes a fixed number of faces, not a batch of any size</source>
        <translation>la red admite un número fijo de caras, no un lote de cualquier tamaño</translation>
    </message>
    <message>
        <source>the numbers of picture {0} are damaged</source>
        <translation>los números de la imagen {0} están dañados</translation>
    </message>
    <message>
        <source>the package index gave something else than one archive</source>
        <translation>el índice de paquetes dio algo distinto de un solo paquete</translation>
    </message>
    <message>
        <source>the path is not valid</source>
        <translation>la ruta no es válida</translation>
    </message>
    <message>
        <source>the picture claims more than {0} million pixels</source>
        <translation>la imagen declara más de {0} millones de píxeles</translation>
    </message>
    <message>
        <source>the picture is damaged ({0})</source>
        <translation>la imagen está dañada ({0})</translation>
    </message>
    <message>
        <source>the picture {0} is damaged</source>
        <translation>la imagen {0} está dañada</translation>
    </message>
    <message>
        <source>the picture {0} was changed</source>
        <translation>la imagen {0} se modificó</translation>
    </message>
    <message>
        <source>the same model is here already, as {0}</source>
        <translation>el mismo modelo ya está aquí, como {0}</translation>
    </message>
    <message>
        <source>the stream has ended</source>
        <translation>la transmisión ha terminado</translation>
    </message>
    <message>
        <source>the video is cut off: its index is missing</source>
        <translation>el vídeo está cortado: falta su índice</translation>
    </message>
    <message>
        <source>the whole file</source>
        <translation>todo el archivo</translation>
    </message>
    <message>
        <source>there is no camera</source>
        <translation>no hay ninguna cámara</translation>
    </message>
    <message>
        <source>there is no gallery here</source>
        <translation>aquí no hay ninguna galería</translation>
    </message>
    <message>
        <source>there is no photo in this folder</source>
        <translation>en esta carpeta no hay ninguna foto</translation>
    </message>
    <message>
        <source>there is no pip here to fetch it with</source>
        <translation>aquí no hay ningún pip con que traerlo</translation>
    </message>
    <message>
        <source>there is no such camera</source>
        <translation>esa cámara no existe</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>ese archivo no existe</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>ese archivo o esa carpeta no existe</translation>
    </message>
    <message>
        <source>there is no such user here</source>
        <translation>ese usuario no existe aquí</translation>
    </message>
    <message>
        <source>there is nothing at this address (404)</source>
        <translation>no hay nada en esta dirección (404)</translation>
    </message>
    <message>
        <source>this build of ONNX Runtime does not have it</source>
        <translation>esta compilación de ONNX Runtime no lo tiene</translation>
    </message>
    <message>
        <source>this is no gallery of Facet&apos;s</source>
        <translation>esto no es una galería de Facet</translation>
    </message>
    <message>
        <source>this is no recording of Facet&apos;s</source>
        <translation>esto no es una grabación de Facet</translation>
    </message>
    <message>
        <source>this is not a gallery of Facet&apos;s</source>
        <translation>esto no es una galería de Facet</translation>
    </message>
    <message>
        <source>this is not an address</source>
        <translation>esto no es una dirección</translation>
    </message>
    <message>
        <source>too bright</source>
        <translation>demasiado clara</translation>
    </message>
    <message>
        <source>too dark</source>
        <translation>demasiado oscura</translation>
    </message>
    <message>
        <source>too little contrast</source>
        <translation>muy poco contraste</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>demasiado pequeña</translation>
    </message>
    <message>
        <source>turned away</source>
        <translation>vuelta hacia otro lado</translation>
    </message>
    <message>
        <source>unlike the other pictures ({0})</source>
        <translation>distinta de las demás imágenes ({0})</translation>
    </message>
    <message>
        <source>weights under Apache-2.0</source>
        <translation>pesos bajo Apache-2.0</translation>
    </message>
    <message>
        <source>were written by a newer Facet</source>
        <translation>los escribió un Facet más reciente</translation>
    </message>
    <message>
        <source>what it gives is larger than what was published</source>
        <translation>lo que da es más grande que lo publicado</translation>
    </message>
    <message>
        <source>what it holds is larger than what was published</source>
        <translation>lo que contiene es más grande que lo publicado</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten ({0})</source>
        <translation>lo eliminado aún no está sobrescrito ({0})</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten, the file is in use ({0})</source>
        <translation>lo eliminado aún no está sobrescrito, el archivo está en uso ({0})</translation>
    </message>
    <message>
        <source>what was there</source>
        <translation>lo que había</translation>
    </message>
    <message>
        <source>with its card it does not run, {0}: {1}</source>
        <translation>con su ficha no se ejecuta, {0}: {1}</translation>
    </message>
    <message>
        <source>you may not read it</source>
        <translation>no hay permiso para leerlo</translation>
    </message>
    <message>
        <source>you may not use {0}</source>
        <translation>no hay permiso para usar {0}</translation>
    </message>
    <message>
        <source>you said so</source>
        <translation>indicado a mano</translation>
    </message>
    <message>
        <source>{0} answers differently from the CPU</source>
        <translation>{0} responde de forma distinta que la CPU</translation>
    </message>
    <message>
        <source>{0} can&apos;t be deleted ({1}).</source>
        <translation>No se puede eliminar {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be put back ({1}).</source>
        <translation>No se puede restaurar {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be removed ({1}).</source>
        <translation>No se puede quitar {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be run ({1}).</source>
        <translation>No se puede ejecutar {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be used: {1}.</source>
        <translation>No se puede usar {0}: {1}.</translation>
    </message>
    <message>
        <source>{0} can&apos;t be written ({1}).</source>
        <translation>No se puede escribir {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} could not be pulled: {1}.</source>
        <translation>No se pudo descargar {0}: {1}.</translation>
    </message>
    <message>
        <source>{0} could not start</source>
        <translation>{0} no se pudo iniciar</translation>
    </message>
    <message>
        <source>{0} does not answer as a Python does.</source>
        <translation>{0} no responde como un Python.</translation>
    </message>
    <message>
        <source>{0} gave no answer within {1} seconds.</source>
        <translation>{0} no respondió en {1} segundos.</translation>
    </message>
    <message>
        <source>{0} has no trainer.</source>
        <translation>{0} no tiene el entrenador.</translation>
    </message>
    <message>
        <source>{0} has the trainer, but not all it needs: {1}.</source>
        <translation>{0} tiene el entrenador, pero no todo lo que necesita: {1}.</translation>
    </message>
    <message>
        <source>{0} is not the published file: its sha256 differs</source>
        <translation>{0} no es el archivo publicado: su sha256 es distinto</translation>
    </message>
    <message>
        <source>{0} is not there</source>
        <translation>{0} no está</translation>
    </message>
    <message>
        <source>{0} is not what Facet makes of {1}</source>
        <translation>{0} no es lo que Facet obtiene de {1}</translation>
    </message>
    <message>
        <source>{0} to {1} pixels can be fed.</source>
        <translation>Se admiten de {0} a {1} píxeles.</translation>
    </message>
    <message>
        <source>{0}, 3 false finds of that size</source>
        <translation>{0}, 3 hallazgos falsos de ese tamaño</translation>
    </message>
    <message>
        <source>{0}, at most 1 find in 20 false, of any size</source>
        <translation>{0}, como máximo 1 hallazgo falso de cada 20, de cualquier tamaño</translation>
    </message>
    <message>
        <source>{0}, which Facet makes of it, is not there</source>
        <translation>{0}, que Facet obtiene de él, no está</translation>
    </message>
    <message>
        <source>{0}: &apos;{1}&apos; is no video that Facet writes.</source>
        <translation>{0}: &apos;{1}&apos; no es un vídeo que Facet escriba.</translation>
    </message>
    <message>
        <source>{0}: OpenCV can&apos;t write to a path that is not valid text.</source>
        <translation>{0}: OpenCV no puede escribir en una ruta que no es texto válido.</translation>
    </message>
    <message>
        <source>{0}: a newer Facet wrote this.</source>
        <translation>{0}: lo escribió un Facet más reciente.</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be deleted ({1}).</source>
        <translation>{0}: no se puede eliminar ({1}).</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be removed ({1}).</source>
        <translation>{0}: no se puede quitar ({1}).</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be written ({1}).</source>
        <translation>{0}: no se puede escribir ({1}).</translation>
    </message>
    <message>
        <source>{0}: it is not the file that was published, the sha256 differs.</source>
        <translation>{0}: no es el archivo que se publicó, el sha256 es distinto.</translation>
    </message>
    <message>
        <source>{0}: its file is not the published one, the sha256 differs</source>
        <translation>{0}: su archivo no es el publicado, el sha256 es distinto</translation>
    </message>
    <message>
        <source>{0}: nothing can be recorded there ({1}).</source>
        <translation>{0}: allí no se puede grabar nada ({1}).</translation>
    </message>
    <message>
        <source>{0}: such a video can&apos;t be encoded here.</source>
        <translation>{0}: aquí no se puede codificar un vídeo así.</translation>
    </message>
    <message>
        <source>{0}: the face cascade can&apos;t be loaded.</source>
        <translation>{0}: no se puede cargar la cascada de caras.</translation>
    </message>
    <message>
        <source>{0}: the model is refused, {1}: {2}.</source>
        <translation>{0}: modelo rechazado, {1}: {2}.</translation>
    </message>
    <message>
        <source>{0}: the model is refused: {1}.</source>
        <translation>{0}: el modelo se rechaza: {1}.</translation>
    </message>
    <message>
        <source>{0}: the models can&apos;t be kept there ({1}).</source>
        <translation>{0}: los modelos no se pueden guardar allí ({1}).</translation>
    </message>
    <message>
        <source>{0}: there are too many recordings of this second.</source>
        <translation>{0}: hay demasiadas grabaciones de este segundo.</translation>
    </message>
    <message>
        <source>{0}: there is no gallery here.</source>
        <translation>{0}: aquí no hay ninguna galería.</translation>
    </message>
    <message>
        <source>{0}: there is no such folder.</source>
        <translation>{0}: esa carpeta no existe.</translation>
    </message>
    <message>
        <source>{0}: this model is not asked: it must lie in a folder of its own, as {1}.</source>
        <translation>{0}: a este modelo no se le pregunta: debe estar en una carpeta propia, como {1}.</translation>
    </message>
    <message>
        <source>{0}: what is known of strangers can&apos;t be read.</source>
        <translation>{0}: no se puede leer lo que se sabe de los desconocidos.</translation>
    </message>
    <message>
        <source>{0}: {1} (share of time)</source>
        <translation>{0}: {1} (parte del tiempo)</translation>
    </message>
    <message>
        <source>{0}: {1} reaches the bar of {2}{3}.</source>
        <translation>{0}: {1} alcanza el umbral de {2}{3}.</translation>
    </message>
    <message>
        <source>{0}: {1}; nothing was imported.</source>
        <translation>{0}: {1}; no se importó nada.</translation>
    </message>
    <message>
        <source>{0}{1} left out: {2}.</source>
        <translation>Se omite {0}{1}: {2}.</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to the default: %s</source>
        <translation>Volver al valor predeterminado: %s</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>on</source>
        <translation>activado</translation>
    </message>
    <message>
        <source>off</source>
        <translation>desactivado</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>Detección</translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation>Sobre la imagen</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>Rendimiento</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Grabaciones</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privacidad</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Apariencia</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>Habitual</translation>
    </message>
    <message>
        <source>Begin with what was watched last</source>
        <translation>Empezar con lo último que se vio</translation>
    </message>
    <message>
        <source>Otherwise Facet begins with the first camera it finds.</source>
        <translation>Si no, Facet empieza con la primera cámara que encuentra.</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>Tamaño de imagen de la cámara</translation>
    </message>
    <message>
        <source>What cameras are asked for. Larger pictures show smaller faces, and cost more.</source>
        <translation>Lo que se pide a las cámaras. Las imágenes más grandes muestran caras más pequeñas y cuestan más.</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>Velocidad de la cámara</translation>
    </message>
    <message>
        <source>Pictures a second that cameras are asked for; not all can.</source>
        <translation>Imágenes por segundo que se piden a las cámaras; no todas pueden.</translation>
    </message>
    <message>
        <source>Cameras as a mirror</source>
        <translation>Cámaras como espejo</translation>
    </message>
    <message>
        <source>Videos begin again at their end</source>
        <translation>Los vídeos vuelven a empezar al terminar</translation>
    </message>
    <message>
        <source>Otherwise a video stops at its last picture.</source>
        <translation>Si no, un vídeo se detiene en su última imagen.</translation>
    </message>
    <message>
        <source>YuNet, from the Models page, finds more turned and small faces. Of {faces} faces in photos of crowds Haar found {haar} and YuNet {yunet}.</source>
        <translation>YuNet, que se obtiene en la página Modelos, encuentra más caras giradas y pequeñas. De {faces} caras en fotos de multitudes, Haar encontró {haar} y YuNet {yunet}.</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>Qué busca las caras</translation>
    </message>
    <message>
        <source>1 in 100</source>
        <translation>1 de cada 100</translation>
    </message>
    <message>
        <source>1 in 1,000</source>
        <translation>1 de cada 1000</translation>
    </message>
    <message>
        <source>1 in 10,000</source>
        <translation>1 de cada 10 000</translation>
    </message>
    <message>
        <source>Boxes and labels</source>
        <translation>Recuadros y etiquetas</translation>
    </message>
    <message>
        <source>All can be told apart with any colour vision; words always say the answer too.</source>
        <translation>Todos se distinguen con cualquier visión del color; además, las palabras siempre dicen la respuesta.</translation>
    </message>
    <message>
        <source>Amber and blue</source>
        <translation>Ámbar y azul</translation>
    </message>
    <message>
        <source>Yellow and violet</source>
        <translation>Amarillo y violeta</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Blanco</translation>
    </message>
    <message>
        <source>Lines and text, also in snapshots.</source>
        <translation>Líneas y texto, también en las capturas.</translation>
    </message>
    <message>
        <source>Cards beside the picture</source>
        <translation>Tarjetas junto a la imagen</translation>
    </message>
    <message>
        <source>A card for each face in view.</source>
        <translation>Una tarjeta para cada cara a la vista.</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>Medidores</translation>
    </message>
    <message>
        <source>Rates and delays, at the foot of the picture.</source>
        <translation>Velocidades y retardos, al pie de la imagen.</translation>
    </message>
    <message>
        <source>Boxes in snapshots</source>
        <translation>Recuadros en las capturas</translation>
    </message>
    <message>
        <source>Snapshots are saved as they are seen; otherwise the bare picture.</source>
        <translation>Las capturas se guardan como se ven; si no, solo la imagen.</translation>
    </message>
    <message>
        <source>Models run on</source>
        <translation>Los modelos se ejecutan en</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card where one works. The Models page measures each.</source>
        <translation>Automático usa una tarjeta gráfica donde funcione alguna. La página Modelos mide cada una.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>Your right hand is on the right, as you are used to. Files begin as they are.</source>
        <translation>Su mano derecha está a la derecha, como es habitual. Los archivos empiezan tal como son.</translation>
    </message>
    <message>
        <source>What tells people apart</source>
        <translation>Qué distingue a las personas</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>Nombres erróneos para desconocidos</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed. Once there are enough pictures, the People page says how many.</source>
        <translation>Cuantos menos, más personas conocidas se quedan sin nombre. Cuando hay suficientes imágenes, la página Personas dice cuántas.</translation>
    </message>
    <message>
        <source>Drawn over the picture as you watch it; recordings keep the bare picture.</source>
        <translation>Se dibujan sobre la imagen mientras la mira; las grabaciones guardan la imagen sola.</translation>
    </message>
    <message>
        <source>Colours of boxes and labels</source>
        <translation>Colores de recuadros y etiquetas</translation>
    </message>
    <message>
        <source>Size of boxes and labels</source>
        <translation>Tamaño de recuadros y etiquetas</translation>
    </message>
    <message>
        <source>Processor cores for each model</source>
        <translation>Núcleos del procesador para cada modelo</translation>
    </message>
    <message>
        <source>One is quickest for small models; more can help large ones.</source>
        <translation>Uno es lo más rápido para modelos pequeños; más pueden ayudar a los grandes.</translation>
    </message>
    <message>
        <source>Power saver</source>
        <translation>Ahorro de energía</translation>
    </message>
    <message>
        <source>At most ten pictures a second. The fan stays quiet, fast motion is less smooth.</source>
        <translation>Como máximo diez imágenes por segundo. El ventilador hace menos ruido; los movimientos rápidos se ven menos fluidos.</translation>
    </message>
    <message>
        <source>Keep the picture</source>
        <translation>Guardar la imagen</translation>
    </message>
    <message>
        <source>Say what is kept before recording</source>
        <translation>Decir qué se guarda antes de grabar</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once.</source>
        <translation>Si no, la tecla de grabar empieza enseguida.</translation>
    </message>
    <message>
        <source>Where new recordings lie</source>
        <translation>Dónde se guardan las grabaciones nuevas</translation>
    </message>
    <message>
        <source>Recordings in the other place stay there and are listed too.</source>
        <translation>Las grabaciones del otro lugar se quedan allí y también aparecen en la lista.</translation>
    </message>
    <message>
        <source>In Facet&apos;s data</source>
        <translation>En los datos de Facet</translation>
    </message>
    <message>
        <source>In your videos</source>
        <translation>En la carpeta de vídeos</translation>
    </message>
    <message>
        <source>Delete old recordings</source>
        <translation>Eliminar grabaciones antiguas</translation>
    </message>
    <message>
        <source>For good, whenever Facet starts. Nothing is deleted while it runs.</source>
        <translation>Definitivamente, cada vez que se inicia Facet. No se elimina nada mientras está en marcha.</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nunca</translation>
    </message>
    <message>
        <source>After {days} days</source>
        <translation>Después de {days} días</translation>
    </message>
    <message>
        <source>Remember what was watched</source>
        <translation>Recordar lo que se vio</translation>
    </message>
    <message>
        <source>For the menu of sources and the next start. Turning it off forgets all of it.</source>
        <translation>Para el menú de fuentes y el próximo inicio. Al desactivarlo se olvida todo.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Of the window and its messages. Counts when Facet starts again.</source>
        <translation>De la ventana y sus mensajes. Se aplica cuando Facet se inicia de nuevo.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Menos movimiento</translation>
    </message>
    <message>
        <source>Bars of work without a known end stand still. Nothing else moves by itself.</source>
        <translation>Las barras de trabajos sin final conocido se quedan quietas. Nada más se mueve por sí solo.</translation>
    </message>
    <message>
        <source>Tell screen readers</source>
        <translation>Avisar a los lectores de pantalla</translation>
    </message>
    <message>
        <source>Who comes into view, that a recording begins or ends, and what went wrong.</source>
        <translation>Quién aparece a la vista, que una grabación empieza o termina, y qué falló.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>SFace is surer, facet-id comes with Facet. After a change everyone&apos;s pictures are looked at again.</source>
        <translation>SFace es más seguro, facet-id viene con Facet. Después de un cambio se vuelven a examinar las imágenes de todas las personas.</translation>
    </message>
    <message>
        <source>Lets you watch a recording, correct names from it and run it again; the answers are kept either way. It takes 1 to 4 GB an hour at 640 × 480.</source>
        <translation>Permite ver una grabación, corregir nombres con ella y volver a analizarla; las respuestas se guardan en cualquier caso. Ocupa de 1 a 4 GB por hora a 640 × 480.</translation>
    </message>
    <message>
        <source>High contrast suits weak sight: black, white and bright colours alone.</source>
        <translation>El alto contraste ayuda a quien ve poco: solo negro, blanco y colores vivos.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Alto contraste</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Tamaño del texto</translation>
    </message>
    <message>
        <source>Of the whole window, beside the system&apos;s own setting.</source>
        <translation>De toda la ventana, además del ajuste del propio sistema.</translation>
    </message>
    <message>
        <source>This build of ONNX Runtime does not have it.</source>
        <translation>Esta compilación de ONNX Runtime no lo tiene.</translation>
    </message>
    <message>
        <source>It can&apos;t run here: {why}.</source>
        <translation>No se puede ejecutar aquí: {why}.</translation>
    </message>
    <message>
        <source>It is not downloaded yet: the Models page does it.</source>
        <translation>Aún no está descargado: se hace en la página Modelos.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Reset all</source>
        <translation>Restablecer todo</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>Ningún ajuste tiene estas palabras.</translation>
    </message>
    <message>
        <source>Put every setting back to its default</source>
        <translation>Devolver todos los ajustes a su valor predeterminado</translation>
    </message>
    <message>
        <source>Every setting has its default already</source>
        <translation>Todos los ajustes tienen ya su valor predeterminado</translation>
    </message>
    <message>
        <source>The window speaks it when Facet starts again.</source>
        <translation>La ventana lo habla cuando Facet se inicia de nuevo.</translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>Reiniciar ahora</translation>
    </message>
    <message>
        <source>Every change is saved and takes effect at once. Only a new language needs a restart.</source>
        <translation>Cada cambio se guarda y se aplica enseguida. Solo un idioma nuevo requiere reiniciar Facet.</translation>
    </message>
    <message>
        <source>Every setting has its default.</source>
        <translation>Todos los ajustes tienen su valor predeterminado.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Buscar un ajuste</translation>
    </message>
    <message>
        <source>Show only settings with these words</source>
        <translation>Mostrar solo los ajustes con estas palabras</translation>
    </message>
    <message>
        <source>Where Facet keeps things</source>
        <translation>Dónde guarda Facet las cosas</translation>
    </message>
    <message>
        <source>Models and people</source>
        <translation>Modelos y personas</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Grabaciones</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Capturas</translation>
    </message>
    <message>
        <source>What can be made again</source>
        <translation>Lo que se puede volver a generar</translation>
    </message>
    <message>
        <source>The log, for bug reports</source>
        <translation>El registro, para informar de errores</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Show the folder: %s</source>
        <translation>Mostrar la carpeta: %s</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>Abrir esta carpeta</translation>
    </message>
    <message>
        <source>Nothing has been kept there yet.</source>
        <translation>Allí no se ha guardado nada todavía.</translation>
    </message>
</context>
<context>
    <name>SetupView</name>
    <message>
        <source>Looking for the trainer</source>
        <translation>Búsqueda del entrenador</translation>
    </message>
    <message>
        <source>What to type</source>
        <translation>Qué escribir</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy what to type</source>
        <translation>Copiar lo que hay que escribir</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Volver a buscar</translation>
    </message>
    <message>
        <source>Look for the trainer again</source>
        <translation>Volver a buscar el entrenador</translation>
    </message>
    <message>
        <source>Choose a Python…</source>
        <translation>Elegir un Python…</translation>
    </message>
    <message>
        <source>Use the trainer of another Python environment</source>
        <translation>Usar el entrenador de otro entorno de Python</translation>
    </message>
    <message>
        <source>Use Facet’s own Python</source>
        <translation>Usar el Python propio de Facet</translation>
    </message>
    <message>
        <source>Forget the chosen Python</source>
        <translation>Olvidar el Python elegido</translation>
    </message>
    <message>
        <source>Looking for the trainer…</source>
        <translation>Buscando el entrenador…</translation>
    </message>
    <message>
        <source>It is asked what it can train. This may take a few seconds.</source>
        <translation>Se le pregunta qué puede entrenar. Puede tardar unos segundos.</translation>
    </message>
    <message>
        <source>Training needs further packages</source>
        <translation>Entrenar necesita más paquetes</translation>
    </message>
    <message>
        <source>This Facet comes without the trainer: it uses that of a Python environment of yours.</source>
        <translation>Este Facet viene sin el entrenador: usa el de un entorno de Python propio.</translation>
    </message>
    <message>
        <source>The trainer is large (about 1.5 GB with TensorFlow), so Facet comes without it.</source>
        <translation>El entrenador es grande (unos 1,5 GB con TensorFlow), por eso Facet viene sin él.</translation>
    </message>
    <message>
        <source>Type this in a terminal</source>
        <translation>Escribir esto en una terminal</translation>
    </message>
    <message>
        <source>Then look again. Any Python 3.11 or newer that has it can be chosen instead.</source>
        <translation>Después, volver a buscar. También se puede elegir cualquier Python 3.11 o posterior que lo tenga.</translation>
    </message>
</context>
<context>
    <name>SeveralDesk</name>
    <message>
        <source>Looking at {count:,} faces…</source>
        <translation>Mirando {count:,} caras…</translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message>
        <source>Who are these?</source>
        <translation>¿Quiénes son?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>{count:,} faces get the same name.</source>
        <translation>{count:,} caras reciben el mismo nombre.</translation>
    </message>
    <message>
        <source>One of the faces</source>
        <translation>Una de las caras</translation>
    </message>
    <message>
        <source>and {count:,} more</source>
        <translation>y {count:,} más</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Comma</source>
        <translation>Coma</translation>
    </message>
    <message>
        <source>Full stop</source>
        <translation>Punto</translation>
    </message>
    <message>
        <source>{key} is the key of “{other}”. Give that one another key first.</source>
        <translation>{key} es la tecla de “{other}”. Primero, dar otra tecla a ese comando.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rehacer</translation>
    </message>
    <message>
        <source>This is no key that Facet can listen for.</source>
        <translation>Facet no puede detectar esta tecla.</translation>
    </message>
    <message>
        <source>{key} moves and presses what has the focus, so it can&apos;t be chosen.</source>
        <translation>{key} mueve el foco o pulsa lo que lo tiene, así que no se puede elegir.</translation>
    </message>
    <message>
        <source>{key} undoes what was done last, so it can&apos;t be chosen.</source>
        <translation>{key} deshace lo último que se hizo, por eso no se puede elegir.</translation>
    </message>
    <message>
        <source>{key} does again what was undone last, so it can&apos;t be chosen.</source>
        <translation>{key} rehace lo último que se deshizo, por eso no se puede elegir.</translation>
    </message>
    <message>
        <source>{key} opens a menu, so it can&apos;t be chosen.</source>
        <translation>{key} abre un menú, así que no se puede elegir.</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>Lo último que se hizo</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>No snapshot has been saved yet.</source>
        <translation>Todavía no se ha guardado ninguna captura.</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>Guardado: %s</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Mostrar en la carpeta</translation>
    </message>
    <message>
        <source>No file manager answered. The place is:</source>
        <translation>Ningún administrador de archivos respondió. El lugar es:</translation>
    </message>
    <message>
        <source>The snapshot could not be saved in {folder}: {reason}.</source>
        <translation>No se pudo guardar la captura en {folder}: {reason}.</translation>
    </message>
    <message>
        <source>Make room there, or make the folder writable.</source>
        <translation>Liberar espacio allí o permitir la escritura en la carpeta.</translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>Demo</source>
        <translation>Demostración</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>incluida</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>Cámara {number}</translation>
    </message>
</context>
<context>
    <name>SourceMenu</name>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Buscando cámaras…</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>No se encontró ninguna cámara</translation>
    </message>
    <message>
        <source>Plug one in, then open this menu again</source>
        <translation>Conectar una y volver a abrir este menú</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>Tamaño de imagen de la cámara</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>Velocidad de la cámara</translation>
    </message>
    <message>
        <source>Usual: {size}</source>
        <translation>Habitual: {size}</translation>
    </message>
    <message>
        <source>%g a second</source>
        <translation>%g por segundo</translation>
    </message>
    <message>
        <source>Usual: {rate}</source>
        <translation>Habitual: {rate}</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Recientes</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Opening</source>
        <translation>Abriendo</translation>
    </message>
</context>
<context>
    <name>StartView</name>
    <message>
        <source>Nobody is known yet</source>
        <translation>Todavía no se conoce a nadie</translation>
    </message>
    <message>
        <source>Add someone from photos, or from the camera in under 20 seconds. Or watch something and click a face. From then on Facet names them, without any training.</source>
        <translation>Añadir a alguien con fotos, o con la cámara en menos de 20 segundos. O ver algo y hacer clic en una cara. Desde entonces Facet le da su nombre, sin ningún entrenamiento.</translation>
    </message>
    <message>
        <source>Pictures and names stay on this computer, and can be erased.</source>
        <translation>Las imágenes y los nombres se quedan en este equipo y se pueden borrar.</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>Desde fotos…</translation>
    </message>
    <message>
        <source>They can also be dropped here</source>
        <translation>También se pueden soltar aquí</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>Desde la cámara…</translation>
    </message>
    <message>
        <source>Guided, in under 20 seconds</source>
        <translation>Con guía, en menos de 20 segundos</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importar…</translation>
    </message>
    <message>
        <source>People that another Facet exported</source>
        <translation>Personas que exportó otro Facet</translation>
    </message>
</context>
<context>
    <name>StreamDialog</name>
    <message>
        <source>Open a stream</source>
        <translation>Abrir una transmisión</translation>
    </message>
    <message>
        <source>&amp;Address of the stream</source>
        <translation>&amp;Dirección de la transmisión</translation>
    </message>
    <message>
        <source>Address of the stream</source>
        <translation>Dirección de la transmisión</translation>
    </message>
    <message>
        <source>Where the stream is found</source>
        <translation>Dónde se encuentra la transmisión</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>Used for this stream now, and never saved</source>
        <translation>Se usa ahora para esta transmisión y nunca se guarda</translation>
    </message>
    <message>
        <source>&amp;Password of {user}</source>
        <translation>&amp;Contraseña de {user}</translation>
    </message>
    <message>
        <source>A password is never saved: type it. If there is none, put a colon before the @.</source>
        <translation>Nunca se guarda una contraseña: hay que escribirla. Si no hay, poner dos puntos delante de la @.</translation>
    </message>
    <message>
        <source>Watch this stream</source>
        <translation>Ver esta transmisión</translation>
    </message>
    <message>
        <source>MJPEG over HTTP, RTSP and RTMP. A password is never saved.</source>
        <translation>MJPEG por HTTP, RTSP y RTMP. Nunca se guarda una contraseña.</translation>
    </message>
    <message>
        <source>Type the address of a stream.</source>
        <translation>Escribir la dirección de una transmisión.</translation>
    </message>
    <message>
        <source>An address has no spaces.</source>
        <translation>Una dirección no tiene espacios.</translation>
    </message>
    <message>
        <source>This is not an address. Is the port a number up to 65535?</source>
        <translation>Esto no es una dirección. ¿Es el puerto un número hasta 65535?</translation>
    </message>
    <message>
        <source>An address starts with {schemes}.</source>
        <translation>Una dirección empieza por {schemes}.</translation>
    </message>
    <message>
        <source>The address names no machine, such as camera.local.</source>
        <translation>La dirección no nombra ninguna máquina, como camera.local.</translation>
    </message>
    <message>
        <source>User and password are not kept. Type them in place of ***.</source>
        <translation>El usuario y la contraseña no se guardan. Hay que escribirlos en lugar de ***.</translation>
    </message>
</context>
<context>
    <name>Switch</name>
    <message>
        <source>On</source>
        <translation>Activado</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Desactivado</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>Línea de tiempo</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>Marcador</translation>
    </message>
    <message>
        <source>Nobody was seen</source>
        <translation>No se vio a nadie</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Sin imagen</translation>
    </message>
    <message>
        <source>No picture came from {start} to {end}.</source>
        <translation>De {start} a {end} no llegó ninguna imagen.</translation>
    </message>
    <message>
        <source>Source lost</source>
        <translation>Fuente perdida</translation>
    </message>
    <message>
        <source>The source was lost from {start} to {end}: no picture came.</source>
        <translation>De {start} a {end} se perdió la fuente: no llegó ninguna imagen.</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Show in folder</source>
        <translation>Mostrar en la carpeta</translation>
    </message>
    <message>
        <source>Nothing to undo here.</source>
        <translation>Aquí no hay nada que deshacer.</translation>
    </message>
    <message>
        <source>Nothing to redo here.</source>
        <translation>Aquí no hay nada que rehacer.</translation>
    </message>
    <message>
        <source>What was undone here can&apos;t be done again by a key. Do it once more instead.</source>
        <translation>Lo deshecho aquí no se puede rehacer con una tecla. Hay que volver a hacerlo.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>{n} pictures in {classes} classes, {size} pixels</source>
        <translation>{n} imágenes en {classes} clases, {size} píxeles</translation>
    </message>
    <message>
        <source>Nothing speaks against this data.</source>
        <translation>Nada desaconseja estos datos.</translation>
    </message>
    <message>
        <source>All pictures are of one class, “{label}”.</source>
        <translation>Todas las imágenes son de una sola clase, “{label}”.</translation>
    </message>
    <message>
        <source>Nothing can be told apart: it takes pictures of two classes at least.</source>
        <translation>No se puede distinguir nada: hacen falta imágenes de al menos dos clases.</translation>
    </message>
    <message>
        <source>No picture in: {names}.</source>
        <translation>Ninguna imagen en: {names}.</translation>
    </message>
    <message>
        <source>Add pictures there, or take the folder away.</source>
        <translation>Añadir imágenes allí o quitar la carpeta.</translation>
    </message>
    <message>
        <source>Few pictures of: {names}.</source>
        <translation>Pocas imágenes de: {names}.</translation>
    </message>
    <message>
        <source>A dozen a class is the least; some dozens do better.</source>
        <translation>Lo mínimo es una docena por clase; con algunas docenas va mejor.</translation>
    </message>
    <message>
        <source>Some classes have many more pictures than others.</source>
        <translation>Algunas clases tienen muchas más imágenes que otras.</translation>
    </message>
    <message>
        <source>The model may lean towards them; the balanced figure will tell.</source>
        <translation>El modelo puede inclinarse por ellas; la cifra equilibrada lo dirá.</translation>
    </message>
    <message>
        <source>Photographs that stand under two classes: {n}.</source>
        <translation>Fotografías que están en dos clases: {n}.</translation>
    </message>
    <message>
        <source>Photographs on two sides of the folder’s own split: {n}.</source>
        <translation>Fotografías en dos lados de la división propia de la carpeta: {n}.</translation>
    </message>
    <message>
        <source>The training leaves the copies out of what it learns from: {names}</source>
        <translation>El entrenamiento deja las copias fuera de lo que aprende: {names}</translation>
    </message>
    <message>
        <source>{n} pictures have a copy here, exact or nearly so.</source>
        <translation>{n} imágenes tienen aquí una copia, exacta o casi.</translation>
    </message>
    <message>
        <source>Copies stay together, so that none is learned from and tested on.</source>
        <translation>Las copias van juntas, para que ninguna sirva a la vez para aprender y para probar.</translation>
    </message>
    <message>
        <source>No two pictures are the same, nor nearly so.</source>
        <translation>No hay dos imágenes iguales, ni casi iguales.</translation>
    </message>
    <message>
        <source>Pictures that can’t be read, left out: {n}.</source>
        <translation>Imágenes que no se pueden leer, omitidas: {n}.</translation>
    </message>
    <message>
        <source>Left out: {n}, {reason}.</source>
        <translation>Omitidas: {n}, {reason}.</translation>
    </message>
    <message>
        <source>Your own pictures, from scratch</source>
        <translation>Imágenes propias, desde cero</translation>
    </message>
    <message>
        <source>Your own pictures</source>
        <translation>Imágenes propias</translation>
    </message>
    <message>
        <source>Its weights are Keras’ own download.</source>
        <translation>Sus pesos los descarga el propio Keras.</translation>
    </message>
    <message>
        <source>A last layer on the numbers that tell faces apart: quick, and the surest. The Models page brings SFace.</source>
        <translation>Una última capa sobre los números que distinguen las caras: rápida y la más segura. SFace se obtiene en la página Modelos.</translation>
    </message>
    <message>
        <source>The same on the model that ships with Facet: as quick, less sure.</source>
        <translation>Lo mismo sobre el modelo que viene con Facet: igual de rápido, menos seguro.</translation>
    </message>
    <message>
        <source>The well-known recipe on a network that knows things, not faces: slow, and seldom better than the gallery.</source>
        <translation>La receta conocida sobre una red que conoce cosas, no caras: lenta y rara vez mejor que la galería.</translation>
    </message>
    <message>
        <source>Nothing: learn from scratch</source>
        <translation>Nada: aprender desde cero</translation>
    </message>
    <message>
        <source>A small network for pictures unlike photographs, or for faces. Needs dozens a class.</source>
        <translation>Una red pequeña para imágenes que no parecen fotografías, o para caras. Necesita docenas por clase.</translation>
    </message>
    <message>
        <source>Small and quick: a good beginning.</source>
        <translation>Pequeña y rápida: un buen comienzo.</translation>
    </message>
    <message>
        <source>As quick, often a little better.</source>
        <translation>Igual de rápida, a menudo un poco mejor.</translation>
    </message>
    <message>
        <source>Slow; the network of many tutorials.</source>
        <translation>Lenta; la red de muchos tutoriales.</translation>
    </message>
    <message>
        <source>Larger, often better, four times as slow.</source>
        <translation>Más grande, a menudo mejor, cuatro veces más lenta.</translation>
    </message>
    <message>
        <source>Your own pictures, a folder for each class</source>
        <translation>Imágenes propias, una carpeta por clase</translation>
    </message>
    <message>
        <source>Any classes that you can sort pictures into: one folder, with a folder of pictures in it for each class, named as the class. From a dozen pictures a class.</source>
        <translation>Cualquier clase en la que se puedan ordenar imágenes: una carpeta que contiene, para cada clase, una carpeta de imágenes con el nombre de la clase. A partir de una docena de imágenes por clase.</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>Elegir la carpeta…</translation>
    </message>
    <message>
        <source>The people whom Facet knows</source>
        <translation>Las personas que Facet conoce</translation>
    </message>
    <message>
        <source>A network that knows the people of your gallery and nobody else: it gives everybody one of their names, strangers too. It is compared with the gallery on the same pictures, and thrown away where it is worse. The gallery stays as it is. From two people with a dozen pictures each.</source>
        <translation>Una red que conoce a las personas de la galería, y a nadie más: da a todos uno de sus nombres, también a los desconocidos. Se compara con la galería en las mismas imágenes y se descarta donde es peor. La galería se queda como está. A partir de dos personas con una docena de imágenes cada una.</translation>
    </message>
    <message>
        <source>Photos of strangers…</source>
        <translation>Fotos de desconocidos…</translation>
    </message>
    <message>
        <source>Photos of other people say how often a stranger would get a name.</source>
        <translation>Las fotos de otras personas dicen con qué frecuencia un desconocido recibiría un nombre.</translation>
    </message>
    <message>
        <source>Folder of FER2013…</source>
        <translation>Carpeta de FER2013…</translation>
    </message>
    <message>
        <source>With FER2013 as well the network has seen 36,000 faces before: better.</source>
        <translation>Con FER2013 además, la red ya ha visto 36 000 caras: mejor.</translation>
    </message>
    <message>
        <source>Smile or not</source>
        <translation>Sonrisa o no</translation>
    </message>
    <message>
        <source>The data set GENKI-4K: 4,000 photographs with a list of who smiles.</source>
        <translation>El conjunto de datos GENKI-4K: 4000 fotografías con una lista de quién sonríe.</translation>
    </message>
    <message>
        <source>Folder of GENKI-4K…</source>
        <translation>Carpeta de GENKI-4K…</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>Alegre o triste</translation>
    </message>
    <message>
        <source>Photographs in two folders, happy and sad; some 300 in all.</source>
        <translation>Fotografías en dos carpetas, happy y sad; unas 300 en total.</translation>
    </message>
    <message>
        <source>Emotions</source>
        <translation>Emociones</translation>
    </message>
    <message>
        <source>FER2013 with the votes of FER+: 36,000 small faces. Takes hours.</source>
        <translation>FER2013 con los votos de FER+: 36 000 caras pequeñas. Tarda horas.</translation>
    </message>
    <message>
        <source>Emotions by FER2013’s own labels</source>
        <translation>Emociones según las etiquetas propias de FER2013</translation>
    </message>
    <message>
        <source>As Emotions, with seven labels that one person chose. Takes hours.</source>
        <translation>Como Emociones, con siete etiquetas que eligió una sola persona. Tarda horas.</translation>
    </message>
    <message>
        <source>Who it is, from folders of faces</source>
        <translation>Quién es, a partir de carpetas de caras</translation>
    </message>
    <message>
        <source>A folder of faces for each person, some 250 each, as the tutorials do.</source>
        <translation>Una carpeta de caras por persona, unas 250 cada una, como en los tutoriales.</translation>
    </message>
    <message>
        <source>Breeds of dogs</source>
        <translation>Razas de perros</translation>
    </message>
    <message>
        <source>Stanford Dogs, or a folder for each breed with 60 pictures and more.</source>
        <translation>Stanford Dogs, o una carpeta por raza con 60 imágenes o más.</translation>
    </message>
    <message>
        <source>CIFAR-100</source>
        <translation>CIFAR-100</translation>
    </message>
    <message>
        <source>100 kinds of things in 60,000 tiny pictures. A graphics card helps.</source>
        <translation>100 tipos de cosas en 60 000 imágenes diminutas. Ayuda una tarjeta gráfica.</translation>
    </message>
    <message>
        <source>Folder of CIFAR-100…</source>
        <translation>Carpeta de CIFAR-100…</translation>
    </message>
    <message>
        <source>Tiny ImageNet</source>
        <translation>Tiny ImageNet</translation>
    </message>
    <message>
        <source>200 kinds of things in 110,000 small pictures. A graphics card helps.</source>
        <translation>200 tipos de cosas en 110 000 imágenes pequeñas. Ayuda una tarjeta gráfica.</translation>
    </message>
    <message>
        <source>Folder of Tiny ImageNet…</source>
        <translation>Carpeta de Tiny ImageNet…</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Rondas</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Imágenes por paso</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Tasa de aprendizaje</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>Parar antes tras</translation>
    </message>
    <message>
        <source>Choose a folder of pictures first.</source>
        <translation>Primero hay que elegir una carpeta de imágenes.</translation>
    </message>
    <message>
        <source>This trainer doesn’t know the recipe; it may be an older one.</source>
        <translation>Este entrenador no conoce la receta; quizá sea más antiguo.</translation>
    </message>
    <message>
        <source>The folder can’t be used as it is.</source>
        <translation>La carpeta no se puede usar tal como está.</translation>
    </message>
    <message>
        <source>Other settings: a quotation mark lacks its partner.</source>
        <translation>Otros ajustes: a una comilla le falta su pareja.</translation>
    </message>
    <message>
        <source>Other settings: “{word}” is not of the form name=value.</source>
        <translation>Otros ajustes: “{word}” no tiene la forma nombre=valor.</translation>
    </message>
    <message>
        <source>{name}: a whole number from {least} on is wanted.</source>
        <translation>{name}: se espera un número entero a partir de {least}.</translation>
    </message>
    <message>
        <source>{name}: a small number above 0 is wanted.</source>
        <translation>{name}: se espera un número pequeño mayor que 0.</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>Nuevo entrenamiento</translation>
    </message>
    <message>
        <source>From your pictures, or a recipe</source>
        <translation>Con imágenes propias o una receta</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Entrenamientos</translation>
    </message>
    <message>
        <source>round {n} of {of}</source>
        <translation>ronda {n} de {of}</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>queda alrededor de {time}</translation>
    </message>
    <message>
        <source>processors {share} busy</source>
        <translation>procesadores ocupados al {share}</translation>
    </message>
    <message>
        <source>waiting for pictures {share}</source>
        <translation>esperando imágenes: {share}</translation>
    </message>
    <message>
        <source>The first seconds go to loading the trainer.</source>
        <translation>Los primeros segundos se van en cargar el entrenador.</translation>
    </message>
    <message>
        <source>{share} right, {low} to {high} with 95 % certainty, on {n} pictures kept aside</source>
        <translation>{share} de aciertos, de {low} a {high} con un 95 % de certeza, en {n} imágenes reservadas</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is better.</source>
        <translation>La galería por sí sola nombra bien {share} de ellas: esto es mejor.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: too few pictures to tell which is better.</source>
        <translation>La galería por sí sola nombra bien {share} de ellas: son muy pocas imágenes para saber qué es mejor.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them too: this is no better.</source>
        <translation>La galería por sí sola también nombra bien {share} de ellas: esto no es mejor.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is worse.</source>
        <translation>La galería por sí sola nombra bien {share} de ellas: esto es peor.</translation>
    </message>
    <message>
        <source>It knows these people only, and gives everybody else one of their names.</source>
        <translation>Solo conoce a estas personas y da a todos los demás uno de sus nombres.</translation>
    </message>
    <message>
        <source>Always answering “{label}” would be right in {share}: on {n} pictures this is not surely better.</source>
        <translation>Responder siempre “{label}” acertaría en el {share}: con {n} imágenes no es seguro que esto sea mejor.</translation>
    </message>
    <message>
        <source>The gallery by itself</source>
        <translation>La galería por sí sola</translation>
    </message>
    <message>
        <source>This network</source>
        <translation>Esta red</translation>
    </message>
    <message>
        <source>{share} of your people named rightly</source>
        <translation>{share} de las personas propias bien nombradas</translation>
    </message>
    <message>
        <source>; {share} of {n} strangers get a name</source>
        <translation>; {share} de {n} desconocidos reciben un nombre</translation>
    </message>
    <message>
        <source>When {p} sure</source>
        <translation>Con una seguridad de {p}</translation>
    </message>
    <message>
        <source>Strangers</source>
        <translation>Desconocidos</translation>
    </message>
    <message>
        <source>Not measured: every one gets a name</source>
        <translation>Sin medir: todos reciben un nombre</translation>
    </message>
    <message>
        <source>is {truth}</source>
        <translation>es {truth}</translation>
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
        <translation>Terminando…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Empezando…</translation>
    </message>
    <message>
        <source>Making the model file…</source>
        <translation>Creando el archivo del modelo…</translation>
    </message>
    <message>
        <source>Measuring it…</source>
        <translation>Midiéndolo…</translation>
    </message>
    <message>
        <source>Learning…</source>
        <translation>Aprendiendo…</translation>
    </message>
    <message>
        <source>Looking at every picture once…</source>
        <translation>Mirando cada imagen una vez…</translation>
    </message>
    <message>
        <source>Reading the pictures…</source>
        <translation>Leyendo las imágenes…</translation>
    </message>
    <message>
        <source>Looking at the mirror images…</source>
        <translation>Mirando las imágenes reflejadas…</translation>
    </message>
    <message>
        <source>Looking at strangers…</source>
        <translation>Mirando a desconocidos…</translation>
    </message>
    <message>
        <source>{share} right · {day}</source>
        <translation>{share} de aciertos · {day}</translation>
    </message>
    <message>
        <source>Did not work · {day}</source>
        <translation>Falló · {day}</translation>
    </message>
    <message>
        <source>Unfinished · {day}</source>
        <translation>Sin terminar · {day}</translation>
    </message>
    <message>
        <source>Not begun · {day}</source>
        <translation>Sin empezar · {day}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>En marcha</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>Did not work</source>
        <translation>Falló</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>Aprendido</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Sin terminar</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>Sin empezar</translation>
    </message>
    <message>
        <source>The live view does not ask this model yet.</source>
        <translation>La vista en vivo aún no pregunta a este modelo.</translation>
    </message>
    <message>
        <source>The Photos page does not ask this model yet.</source>
        <translation>La página Fotos aún no pregunta a este modelo.</translation>
    </message>
    <message>
        <source>Not among your models yet. No page asks it by itself: you can try it below.</source>
        <translation>Aún no está entre los modelos propios. Ninguna página le pregunta por sí sola: se puede probar más abajo.</translation>
    </message>
    <message>
        <source>It is among your models as “{name}”.</source>
        <translation>Está entre los modelos propios como “{name}”.</translation>
    </message>
    <message>
        <source>No page asks it by itself; it answers in commands, and below.</source>
        <translation>Ninguna página le pregunta por sí sola; responde en los comandos y más abajo.</translation>
    </message>
    <message>
        <source>Another model is in use in its place.</source>
        <translation>En su lugar se usa otro modelo.</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>La página Fotos le pregunta por imágenes enteras.</translation>
    </message>
    <message>
        <source>Facet can be used meanwhile; another page may be shown.</source>
        <translation>Mientras tanto se puede usar Facet y mostrar otra página.</translation>
    </message>
    <message>
        <source>The live view answers with it.</source>
        <translation>La vista en vivo responde con él.</translation>
    </message>
    <message>
        <source>It has learned; its model file or its report is not made yet.</source>
        <translation>Ha aprendido; aún no se ha creado su archivo de modelo o su informe.</translation>
    </message>
    <message>
        <source>It was ended early. What it learned is kept: it goes on from there.</source>
        <translation>Se terminó antes de tiempo. Lo aprendido se conserva: continúa desde ahí.</translation>
    </message>
    <message>
        <source>{n} of {of} rounds are done.</source>
        <translation>{n} de {of} rondas hechas.</translation>
    </message>
    <message>
        <source>It ended before it had learned anything.</source>
        <translation>Terminó antes de aprender nada.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Make model and report</source>
        <translation>Crear modelo e informe</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>En uso</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Añadido</translation>
    </message>
    <message>
        <source>Use it anyway…</source>
        <translation>Usar de todos modos…</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>Usar ahora</translation>
    </message>
    <message>
        <source>Add to models</source>
        <translation>Añadir a los modelos</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Learns</source>
        <translation>Aprende</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>{train} to learn from, {validation} to check by, {test} kept aside</source>
        <translation>{train} para aprender, {validation} para comprobar, {test} reservadas</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Partes</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Se ejecuta en</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>Se ejecutó en</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Iniciado</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>The processor</source>
        <translation>El procesador</translation>
    </message>
    <message>
        <source>A graphics card</source>
        <translation>Una tarjeta gráfica</translation>
    </message>
    <message>
        <source>The trainer ended unexpectedly.</source>
        <translation>El entrenador terminó de forma inesperada.</translation>
    </message>
    <message>
        <source>from scratch</source>
        <translation>desde cero</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Trainings</source>
        <translation>Entrenamientos</translation>
    </message>
    <message>
        <source>“%s” is being trained. It would be ended, and can go on later.</source>
        <translation>Se está entrenando “%s”. Se terminaría y puede continuar más tarde.</translation>
    </message>
    <message>
        <source>One training runs at a time.</source>
        <translation>Solo hay un entrenamiento en marcha a la vez.</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>%1 responde desde ahora “%2”.</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Ver</translation>
    </message>
    <message>
        <source>%1 is among your models, for “%2”.</source>
        <translation>%1 está entre los modelos propios, para “%2”.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Mostrarlo</translation>
    </message>
    <message>
        <source>%1 is asked about whole photos from now on.</source>
        <translation>Desde ahora se pregunta a %1 por las fotos enteras.</translation>
    </message>
    <message>
        <source>“%s” was removed.</source>
        <translation>Se quitó “%s”.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Save a mended split</source>
        <translation>Guardar una división corregida</translation>
    </message>
    <message>
        <source>%s has every picture’s side, copies together.</source>
        <translation>%s tiene el lado de cada imagen, con las copias juntas.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Mostrar en la carpeta</translation>
    </message>
    <message>
        <source>Choose a Python that has the trainer</source>
        <translation>Elegir un Python que tenga el entrenador</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entrenamiento</translation>
    </message>
    <message>
        <source>Teach Facet to tell things apart by pictures, on this machine.</source>
        <translation>Enseñar a Facet a distinguir cosas con imágenes, en esta máquina.</translation>
    </message>
    <message>
        <source>The trainer is still being looked for.</source>
        <translation>Todavía se está buscando el entrenador.</translation>
    </message>
    <message>
        <source>This needs the trainer: “New training” says how to get it.</source>
        <translation>Para esto hace falta el entrenador: “Nuevo entrenamiento” dice cómo obtenerlo.</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>Elegir la carpeta con las imágenes</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>{size}, {rate:g} pictures a second</source>
        <translation>{size}, {rate:g} imágenes por segundo</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} de {count}</translation>
    </message>
</context>
<context>
    <name>TryView</name>
    <message>
        <source>Try it</source>
        <translation>Probarlo</translation>
    </message>
    <message>
        <source> Choose a picture…</source>
        <translation> Elegir una imagen…</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>Elegir una imagen…</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>Preguntar al modelo por una imagen propia</translation>
    </message>
    <message>
        <source>or drop one here</source>
        <translation>o soltar una aquí</translation>
    </message>
    <message>
        <source>%s, the whole picture</source>
        <translation>%s, la imagen entera</translation>
    </message>
    <message>
        <source>%s, the largest face in it</source>
        <translation>%s, la cara más grande que contiene</translation>
    </message>
    <message>
        <source>%s: no face found, so the whole picture</source>
        <translation>%s: no se encontró ninguna cara, así que la imagen entera</translation>
    </message>
</context>
<context>
    <name>UseDesk</name>
    <message>
        <source>Live gives every face one of these names from now on, strangers too.</source>
        <translation>La vista en vivo da desde ahora a cada cara uno de estos nombres, también a los desconocidos.</translation>
    </message>
    <message>
        <source>%s is not asked any more. This training keeps it.</source>
        <translation>Ya no se pregunta a %s. Este entrenamiento lo conserva.</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Everything stays on this computer. Names and pictures of faces are kept in {folder}, only of those whom you add, and can be erased.</source>
        <translation>Todo se queda en este equipo. Los nombres y las imágenes de caras se guardan en {folder}, solo los de las personas añadidas, y se pueden borrar.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Omitir</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>¿Qué debe observar Facet?</translation>
    </message>
    <message>
        <source>Facet says of every face who it is, whether it smiles and which emotion it shows.</source>
        <translation>Facet dice de cada cara quién es, si sonríe y qué emoción muestra.</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>Cámara {number}</translation>
    </message>
    <message>
        <source>Live, as a mirror</source>
        <translation>En vivo, como en un espejo</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>Ver la demostración</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>Ver cómo funciona Facet sin cámara</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Abrir un archivo…</translation>
    </message>
    <message>
        <source>A video or a photo</source>
        <translation>Un vídeo o una foto</translation>
    </message>
    <message>
        <source>Shall Facet know you?</source>
        <translation>¿Debe Facet conocer a quien está delante?</translation>
    </message>
    <message>
        <source>Then it says your name. Others stay unknown until you name them.</source>
        <translation>Así dice su nombre. Los demás quedan sin identificar hasta que se les dé un nombre.</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>Desde la cámara…</translation>
    </message>
    <message>
        <source>You turn your head and Facet takes the pictures: under 20 seconds</source>
        <translation>Se gira la cabeza y Facet toma las imágenes: menos de 20 segundos</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>Desde fotos…</translation>
    </message>
    <message>
        <source>One or more; you choose the faces</source>
        <translation>Una o varias; las caras se eligen después</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Ahora no</translation>
    </message>
    <message>
        <source>You can do it later on the People page</source>
        <translation>Se puede hacer más tarde en la página Personas</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>Desde ahora se conoce a {name}.</translation>
    </message>
    <message>
        <source>That is all.</source>
        <translation>Eso es todo.</translation>
    </message>
    <message>
        <source>Good to know:</source>
        <translation>Conviene saber:</translation>
    </message>
    <message>
        <source>Click a face in the picture to say who it is, or to ask why it has a name.</source>
        <translation>Al hacer clic en una cara de la imagen se puede decir quién es o preguntar por qué tiene un nombre.</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Go to the picture</source>
        <translation>Ir a la imagen</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} de {count}</translation>
    </message>
    <message>
        <source>The round button above the picture records what is seen. Without it no picture that you watch is kept.</source>
        <translation>El botón redondo situado sobre la imagen graba lo que se ve. Sin él no se guarda ninguna imagen de lo que se ve.</translation>
    </message>
    <message>
        <source>{key} records what is seen. Without it no picture that you watch is kept.</source>
        <translation>{key} graba lo que se ve. Sin ello no se guarda ninguna imagen de lo que se ve.</translation>
    </message>
    <message>
        <source>The menu has help for the page that you are on.</source>
        <translation>El menú tiene ayuda para la página que se muestra.</translation>
    </message>
    <message>
        <source>{key} opens the help of the page that you are on.</source>
        <translation>{key} abre la ayuda de la página que se muestra.</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Buscando cámaras…</translation>
    </message>
    <message>
        <source>A moment</source>
        <translation>Un momento</translation>
    </message>
    <message>
        <source>Plug one in and press here to look again</source>
        <translation>Conectar una y pulsar aquí para volver a buscar</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>No se encontró ninguna cámara</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>No se encontró ninguna cámara a las {time}</translation>
    </message>
    <message>
        <source>The step before ({key})</source>
        <translation>El paso anterior ({key})</translation>
    </message>
    <message>
        <source>The step after ({key})</source>
        <translation>El paso siguiente ({key})</translation>
    </message>
    <message>
        <source>Go to the window; the Help menu has the welcome again (Esc)</source>
        <translation>Ir a la ventana; la bienvenida vuelve a estar en el menú Ayuda (Esc)</translation>
    </message>
    <message>
        <source>Welcome to Facet</source>
        <translation>Bienvenida a Facet</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>unknown ({reason})</source>
        <translation>sin identificar ({reason})</translation>
    </message>
    <message>
        <source>On screen</source>
        <translation>En pantalla</translation>
    </message>
    <message>
        <source>{score}, ruled out</source>
        <translation>{score}, descartada</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>Parecido</translation>
    </message>
    <message>
        <source>{bar}, with which about 1 stranger in {many} gets a name</source>
        <translation>{bar}, con lo que cerca de 1 desconocido de cada {many} recibe un nombre</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Necesario</translation>
    </message>
    <message>
        <source>{lead} before {second}, who has {score}</source>
        <translation>{lead} por delante de {second}, que tiene {score}</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>Ventaja</translation>
    </message>
    <message>
        <source>{score} to a picture that you marked as not {name}</source>
        <translation>{score} con una imagen marcada como que no es {name}</translation>
    </message>
    <message>
        <source>Against it</source>
        <translation>En contra</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>good</source>
        <translation>buena</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>regular</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>mala</translation>
    </message>
</context>
<context>
    <name>WhyDialog</name>
    <message>
        <source>Why?</source>
        <translation>¿Por qué?</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>La cara</translation>
    </message>
    <message>
        <source>The line is the bar that a name needs.</source>
        <translation>La línea es el umbral que necesita un nombre.</translation>
    </message>
    <message>
        <source>What decided</source>
        <translation>Qué decidió</translation>
    </message>
    <message>
        <source>The pictures most like it</source>
        <translation>Las imágenes que más se parecen</translation>
    </message>
    <message>
        <source>Each figure is for one picture. That of a person counts two things: their picture that is most like this face, and all of their pictures together.</source>
        <translation>Cada cifra es de una sola imagen. La de una persona cuenta dos cosas: su imagen más parecida a esta cara y todas sus imágenes juntas.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
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
        <translation>Cancelar</translation>
    </message>
</context>
</TS>
