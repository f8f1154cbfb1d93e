<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar_EG">
<context>
    <name>About</name>
    <message>
        <source>Licence</source>
        <translation>الترخيص</translation>
    </message>
    <message>
        <source>see below</source>
        <translation>انظر أدناه</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>المصدر</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>هذا البرنامج</translation>
    </message>
    <message>
        <source>Python and packages</source>
        <translation>Python والحزم</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>Pictures, data and Qt</source>
        <translation>الصور والبيانات و Qt</translation>
    </message>
    <message>
        <source>Libraries of the system</source>
        <translation>مكتبات النظام</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Facet</source>
        <translation>حول Facet</translation>
    </message>
    <message>
        <source>Facet {version}</source>
        <translation>Facet {version}</translation>
    </message>
    <message>
        <source>Says of every face in a camera, a clip, a stream or photos who it is and what it shows, on this computer alone.</source>
        <translation>يقول عن كل وجه في كاميرا أو مقطع أو بثّ أو صور من صاحبه وماذا يُظهر، على هذا الحاسوب وحده.</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. The window uses Qt {qt} under the LGPL 3; its source is at code.qt.io. Python {python}.</source>
        <translation>برنامج حر بموجب Apache License 2.0. تستخدم النافذة Qt {qt} بموجب LGPL 3، ومصدرها على code.qt.io. والإصدار Python {python}.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
</context>
<context>
    <name>ActBar</name>
    <message>
        <source>Show the photo</source>
        <translation>عرض الصورة</translation>
    </message>
    <message>
        <source>Choose a face to say who it is.</source>
        <translation>اختر وجهًا لتقول من هو.</translation>
    </message>
    <message>
        <source>Choose a face to say who it is, or drag over several.</source>
        <translation>اختر وجهًا لتقول من هو، أو اسحب لاختيار عدة وجوه.</translation>
    </message>
    <message>
        <source>Choose a card to see the whole photo.</source>
        <translation>اختر بطاقة لترى الصورة كاملة.</translation>
    </message>
    <message>
        <source>Say who this is, or that the name is wrong (menu key)</source>
        <translation>قل من هذا، أو إن الاسم خطأ (مفتاح القائمة)</translation>
    </message>
    <message>
        <source>Give all of them one name (menu key)</source>
        <translation>إعطاؤها كلها اسمًا واحدًا (مفتاح القائمة)</translation>
    </message>
    <message>
        <source>These are of several photos: choose those of one</source>
        <translation>هذه من صور عدة: اختر ما في صورة واحدة منها</translation>
    </message>
    <message>
        <source>Show the whole photo (Enter)</source>
        <translation>عرض الصورة كاملة (Enter)</translation>
    </message>
</context>
<context>
    <name>AskDelete</name>
    <message>
        <source>Delete?</source>
        <translation>حذف؟</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>حذف</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>إبقاء</translation>
    </message>
</context>
<context>
    <name>AskMerge</name>
    <message>
        <source>Merge</source>
        <translation>دمج</translation>
    </message>
    <message>
        <source>%s is the same person as…</source>
        <translation>%s هو نفس الشخص الآتي…</translation>
    </message>
    <message>
        <source>The same person</source>
        <translation>نفس الشخص</translation>
    </message>
    <message>
        <source>Whose name stays</source>
        <translation>الاسم الذي يبقى</translation>
    </message>
    <message>
        <source>Choose someone</source>
        <translation>اختر شخصًا</translation>
    </message>
    <message>
        <source>All pictures go there, and that name stays. It can be taken back exactly.</source>
        <translation>تنتقل كل الصور إليه ويبقى ذلك الاسم. يمكن التراجع عن ذلك تمامًا.</translation>
    </message>
</context>
<context>
    <name>AskName</name>
    <message>
        <source>Type another name first</source>
        <translation>اكتب اسمًا آخر أولًا</translation>
    </message>
</context>
<context>
    <name>AskRemove</name>
    <message>
        <source>Remove?</source>
        <translation>إزالة؟</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>محو نهائي</translation>
    </message>
    <message>
        <source>Remove %s?</source>
        <translation>إزالة %s؟</translation>
    </message>
    <message>
        <source>Erased for good, here and now:</source>
        <translation>يُمحى نهائيًا، هنا والآن:</translation>
    </message>
    <message>
        <source>This can&apos;t be undone.</source>
        <translation>لا يمكن التراجع عن ذلك.</translation>
    </message>
    <message>
        <source>Also delete what &amp;learned from them</source>
        <translation>حذف ما ت&amp;علّم من هذا الشخص أيضًا</translation>
    </message>
    <message>
        <source>Otherwise it keeps the name, and may show the face</source>
        <translation>وإلا فإنه يحتفظ بالاسم، وقد يُظهر الوجه</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>إبقاء</translation>
    </message>
</context>
<context>
    <name>AskTune</name>
    <message>
        <source>Fine-tune to these people</source>
        <translation>ضبط دقيق على هؤلاء الأشخاص</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>ضبط دقيق</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Fine-tune to these people?</source>
        <translation>ضبط دقيق على هؤلاء الأشخاص؟</translation>
    </message>
    <message>
        <source>Nobody has three pictures yet, so nothing would show whether it helps.</source>
        <translation>ليس لأحد ثلاث صور بعد، فلن يظهر هل يفيد ذلك.</translation>
    </message>
</context>
<context>
    <name>AskUse</name>
    <message>
        <source>Use it anyway?</source>
        <translation>استخدامه رغم ذلك؟</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>استخدامه رغم ذلك</translation>
    </message>
    <message>
        <source>Don’t use it</source>
        <translation>عدم استخدامه</translation>
    </message>
    <message>
        <source>Nothing shows that it is better than the gallery.</source>
        <translation>لا شيء يُظهر أنه أفضل من المعرض.</translation>
    </message>
    <message>
        <source>Live would write “Most like” and one of these names at every face, strangers too. The names that Facet gives by itself stay. “Stop using it” on this page ends it.</source>
        <translation>ستُكتب في صفحة «مباشر» عبارة «الأشبه بـ» وأحد هذه الأسماء عند كل وجه، حتى وجوه الغرباء. تبقى الأسماء التي يعطيها Facet بنفسه. ينهي ذلك زر «إيقاف استخدامه» في هذه الصفحة.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this message</source>
        <translation>إغلاق هذه الرسالة</translation>
    </message>
</context>
<context>
    <name>BarCard</name>
    <message>
        <source>&amp;Wrong names for strangers</source>
        <translation>&amp;أسماء خاطئة للغرباء</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>أسماء خاطئة للغرباء</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed.</source>
        <translation>كلما ندر ذلك بقي عدد أكبر ممن تعرفهم بلا اسم.</translation>
    </message>
</context>
<context>
    <name>BarScale</name>
    <message>
        <source>Likeness against the bar</source>
        <translation>التشابه مقارنةً بالعتبة</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>whole numbers 0 to 255</source>
        <translation>أعداد صحيحة من 0 إلى 255</translation>
    </message>
    <message>
        <source>floats</source>
        <translation>أعداد عشرية</translation>
    </message>
    <message>
        <source>colours first (NCHW)</source>
        <translation>الألوان أولًا (NCHW)</translation>
    </message>
    <message>
        <source>colours last (NHWC)</source>
        <translation>الألوان أخيرًا (NHWC)</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} بكسل</translation>
    </message>
    <message>
        <source>pictures of any size</source>
        <translation>صور بأي حجم</translation>
    </message>
    <message>
        <source>{size}, {channels} channels, {numbers}, {order}</source>
        <translation>{size}، القنوات: {channels}، {numbers}، {order}</translation>
    </message>
    <message>
        <source>{count:,} numbers for a picture</source>
        <translation>{count:,} من الأرقام للصورة</translation>
    </message>
    <message>
        <source>File</source>
        <translation>الملف</translation>
    </message>
    <message>
        <source>It takes</source>
        <translation>يأخذ</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>يجيب بـ</translation>
    </message>
    <message>
        <source>Facet feeds</source>
        <translation>يُدخل Facet</translation>
    </message>
    <message>
        <source>bytes, red, green, blue. What the network needs beyond that is put before it, in a copy among your models; the file itself stays as it is.</source>
        <translation>بايتات، أحمر وأخضر وأزرق. ما تحتاج إليه الشبكة فوق ذلك يوضع قبلها، في نسخة بين نماذجك؛ ويبقى الملف نفسه كما هو.</translation>
    </message>
    <message>
        <source>{count} labels. It answers one number: give two labels, no and yes.</source>
        <translation>عدد التصنيفات {count}، ويجيب برقم واحد: أعطِ تصنيفين، لا ثم نعم.</translation>
    </message>
    <message>
        <source>{count:,} labels, and it answers {wanted:,} numbers.</source>
        <translation>عدد التصنيفات {count:,}، وعدد الأرقام التي يجيب بها {wanted:,}.</translation>
    </message>
    <message>
        <source>{count:,} labels, as many as it answers.</source>
        <translation>عدد التصنيفات {count:,}، بقدر ما يجيب به.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>أعطه اسمًا.</translation>
    </message>
    <message>
        <source>Say what it answers.</source>
        <translation>اذكر عمّ يجيب.</translation>
    </message>
    <message>
        <source>Say how its pixels were scaled: no file says it, and it decides.</source>
        <translation>اذكر كيف حُوّلت قيم بكسلاته: لا ملف يذكر ذلك، وهو حاسم.</translation>
    </message>
    <message>
        <source>The label “{label}” stands twice.</source>
        <translation>التصنيف «{label}» مكرر.</translation>
    </message>
    <message>
        <source>Say under which terms it may be used.</source>
        <translation>اذكر الشروط التي يجوز استخدامه بموجبها.</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1.</source>
        <translation>مجموع نتائجه {sum:.2f}، لا 1.</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1: it answers before its softmax. Turn that on above.</source>
        <translation>مجموع نتائجه {sum:.2f}، لا 1: يجيب قبل softmax. شغّل ذلك أعلاه.</translation>
    </message>
</context>
<context>
    <name>CardDialog</name>
    <message>
        <source>Write a card</source>
        <translation>كتابة بطاقة</translation>
    </message>
    <message>
        <source>Add the model</source>
        <translation>إضافة النموذج</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Add nothing</source>
        <translation>عدم إضافة شيء</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>جارٍ الكتابة…</translation>
    </message>
    <message>
        <source>The card is complete.</source>
        <translation>البطاقة مكتملة.</translation>
    </message>
    <message>
        <source>Put a copy with this card among your models</source>
        <translation>وضع نسخة بهذه البطاقة بين نماذجك</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>سؤال النموذج عن صورة من صورك</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>اختيار صورة</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>صور ({patterns})</translation>
    </message>
    <message>
        <source>Choose a file of labels</source>
        <translation>اختيار ملف تصنيفات</translation>
    </message>
    <message>
        <source>Labels (*.txt *.json *.names *.csv)</source>
        <translation>تصنيفات (*.txt *.json *.names *.csv)</translation>
    </message>
    <message>
        <source>This network has no card</source>
        <translation>لا بطاقة لهذه الشبكة</translation>
    </message>
    <message>
        <source>Nothing is guessed: what it is for, and what it expects, only you can say.</source>
        <translation>لا يُخمَّن شيء: أنت وحدك تعرف ما الغرض منها وما تتوقعه.</translation>
    </message>
</context>
<context>
    <name>CardFields</name>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>What does it answer</source>
        <translation>عمّ يجيب</translation>
    </message>
    <message>
        <source>smile, emotion, dog breeds, …</source>
        <translation>الابتسامة، الانفعال، سلالات الكلاب، …</translation>
    </message>
    <message>
        <source>What it is shown</source>
        <translation>ما يُعرض عليه</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>العرض بالبكسل</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>الارتفاع بالبكسل</translation>
    </message>
    <message>
        <source>How its pixels were scaled</source>
        <translation>كيف حُوّلت قيم بكسلاته</translation>
    </message>
    <message>
        <source>Order of its colours</source>
        <translation>ترتيب ألوانه</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>من ملف…</translation>
    </message>
    <message>
        <source>Under which terms may it be used</source>
        <translation>الشروط التي يجوز استخدامه بموجبها</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>من أين أتى</translation>
    </message>
    <message>
        <source>An address, a paper, a person</source>
        <translation>عنوان أو ورقة بحثية أو شخص</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>الصورة كلها</translation>
    </message>
    <message>
        <source>A face that was found</source>
        <translation>وجه عُثر عليه</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>اختيار…</translation>
    </message>
    <message>
        <source>0 to 1 (unit)</source>
        <translation>من 0 إلى 1 (unit)</translation>
    </message>
    <message>
        <source>−1 to 1 (symmetric)</source>
        <translation>من −1 إلى 1 (symmetric)</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean and deviation (torch)</source>
        <translation>متوسط ImageNet وانحرافه (torch)</translation>
    </message>
    <message>
        <source>Blue, green, red less ImageNet&apos;s mean (caffe)</source>
        <translation>أزرق وأخضر وأحمر ناقص متوسط ImageNet (caffe)</translation>
    </message>
    <message>
        <source>Not at all, 0 to 255 (none)</source>
        <translation>بلا تحويل، من 0 إلى 255 (none)</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>رمادي</translation>
    </message>
    <message>
        <source>Red, green, blue</source>
        <translation>أحمر، أخضر، أزرق</translation>
    </message>
    <message>
        <source>Blue, green, red, as OpenCV reads</source>
        <translation>أزرق، أخضر، أحمر، كما يقرأ OpenCV</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>الغرض منه</translation>
    </message>
    <message>
        <source>What it expects</source>
        <translation>ما يتوقعه</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, as the file says</source>
        <translation>{width} × {height} بكسل، كما يذكر الملف</translation>
    </message>
    <message>
        <source>Size of its pictures</source>
        <translation>حجم صوره</translation>
    </message>
    <message>
        <source>It answers before its softmax or sigmoid</source>
        <translation>يجيب قبل softmax أو sigmoid</translation>
    </message>
    <message>
        <source>Its labels</source>
        <translation>تصنيفاته</translation>
    </message>
    <message>
        <source>One a line, in the order of its answers; of one number: no, then yes.</source>
        <translation>واحد في كل سطر، بترتيب نتائجه؛ وإن كان رقمًا واحدًا: لا ثم نعم.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>الشروط</translation>
    </message>
    <message>
        <source>Then its softmax or sigmoid is put behind it</source>
        <translation>عندئذ يوضع softmax أو sigmoid بعده</translation>
    </message>
    <message>
        <source>One a line</source>
        <translation>واحد في كل سطر</translation>
    </message>
    <message>
        <source>Labels from a file…</source>
        <translation>تصنيفات من ملف…</translation>
    </message>
    <message>
        <source>One label a line, or JSON</source>
        <translation>تصنيف واحد في كل سطر، أو JSON</translation>
    </message>
    <message>
        <source>The file itself says it</source>
        <translation>الملف نفسه يذكر ذلك</translation>
    </message>
</context>
<context>
    <name>ChangesPanel</name>
    <message>
        <source>Answers that changed</source>
        <translation>النتائج التي تغيّرت</translation>
    </message>
    <message>
        <source>Close this list</source>
        <translation>إغلاق هذه القائمة</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>Classes</source>
        <translation>الفئات</translation>
    </message>
    <message>
        <source>and %s classes more</source>
        <translation>و %s من الفئات الأخرى</translation>
    </message>
</context>
<context>
    <name>CloseDialog</name>
    <message>
        <source>Close Facet?</source>
        <translation>إغلاق Facet؟</translation>
    </message>
    <message>
        <source>Something is still running.</source>
        <translation>ما زال هناك عمل جارٍ.</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>بقاء</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>إغلاق رغم ذلك</translation>
    </message>
</context>
<context>
    <name>ConfusionChart</name>
    <message>
        <source>What was taken for what</source>
        <translation>ما الذي حُسب غيره</translation>
    </message>
    <message>
        <source>was answered</source>
        <translation>النتيجة</translation>
    </message>
    <message>
        <source>it is</source>
        <translation>الواقع</translation>
    </message>
    <message>
        <source>Of %1 pictures of “%2” %3 were answered rightly.</source>
        <translation>من %1 من صور «%2» كانت نتيجة %3 منها صحيحة.</translation>
    </message>
</context>
<context>
    <name>ConsentCard</name>
    <message>
        <source>Note on consent</source>
        <translation>ملاحظة عن الموافقة</translation>
    </message>
    <message>
        <source>Optional note, kept with today&apos;s date: who agreed, and how</source>
        <translation>ملاحظة اختيارية تُحفظ بتاريخ اليوم: من وافق، وكيف</translation>
    </message>
    <message>
        <source>Kept with today&apos;s date</source>
        <translation>تُحفظ بتاريخ اليوم</translation>
    </message>
    <message>
        <source>Only with their consent</source>
        <translation>بموافقتهم فقط</translation>
    </message>
</context>
<context>
    <name>CurveChart</name>
    <message>
        <source>learning pictures</source>
        <translation>صور التعلّم</translation>
    </message>
    <message>
        <source>check pictures</source>
        <translation>صور التحقق</translation>
    </message>
    <message>
        <source>round 1</source>
        <translation>الدورة 1</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>لا شيء بعد</translation>
    </message>
    <message>
        <source>After round %1: %2</source>
        <translation>بعد الدورة %1: %2</translation>
    </message>
</context>
<context>
    <name>DataView</name>
    <message>
        <source>What is in it</source>
        <translation>ما فيه</translation>
    </message>
    <message>
        <source>Looking at the pictures</source>
        <translation>جارٍ فحص الصور</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>فحص من جديد</translation>
    </message>
    <message>
        <source>Look into the folder again, after it was mended</source>
        <translation>فحص المجلد من جديد بعد إصلاحه</translation>
    </message>
    <message>
        <source>Save a mended split…</source>
        <translation>حفظ تقسيم مُصلَح…</translation>
    </message>
    <message>
        <source>Write a table of all pictures in which copies stand on one side</source>
        <translation>كتابة جدول بكل الصور تقع فيه النسخ في جانب واحد</translation>
    </message>
    <message>
        <source>Looking at the pictures: %1 of %2</source>
        <translation>فحص الصور: %1 من %2</translation>
    </message>
    <message>
        <source>Looking into the folder…</source>
        <translation>جارٍ فحص المجلد…</translation>
    </message>
    <message>
        <source>The look into the folder was ended when the training began.</source>
        <translation>أُنهي فحص المجلد عند بدء التدريب.</translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>“{name}” can&apos;t be opened: {reason}.</source>
        <translation>تعذّر فتح «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>Models (ONNX files) can be dropped here, and videos and photos to watch.</source>
        <translation>يمكن إفلات نماذج (ملفات ONNX) هنا، وكذلك فيديوهات وصور لمشاهدتها.</translation>
    </message>
    <message>
        <source>Folders of pictures to learn from can be dropped here, and videos and photos to watch.</source>
        <translation>يمكن إفلات مجلدات صور للتعلّم منها هنا، وكذلك فيديوهات وصور لمشاهدتها.</translation>
    </message>
    <message>
        <source>Photos and folders of photos can be dropped here.</source>
        <translation>يمكن إفلات صور ومجلدات صور هنا.</translation>
    </message>
    <message>
        <source>Videos, photos, folders of photos and models (ONNX files) can be dropped here.</source>
        <translation>يمكن إفلات فيديوهات وصور ومجلدات صور ونماذج (ملفات ONNX) هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a model.</source>
        <translation>«{name}» نموذج.</translation>
    </message>
    <message>
        <source>Models are kept on the Models page.</source>
        <translation>تُحفظ النماذج في صفحة «النماذج».</translation>
    </message>
    <message>
        <source>Add it to the models</source>
        <translation>إضافته إلى النماذج</translation>
    </message>
    <message>
        <source>{n} of these files are videos, not photos.</source>
        <translation>من هذه الملفات {n} فيديوهات لا صور.</translation>
    </message>
    <message>
        <source>Drop one of them on the Live page to watch it.</source>
        <translation>أفلت أحدها في صفحة «مباشر» لمشاهدته.</translation>
    </message>
    <message>
        <source>“{name}” is a video, not a photo.</source>
        <translation>«{name}» فيديو لا صورة.</translation>
    </message>
    <message>
        <source>It can be watched on the Live page.</source>
        <translation>يمكن مشاهدته في صفحة «مباشر».</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>مشاهدته</translation>
    </message>
    <message>
        <source>“{name}” is not a photo.</source>
        <translation>«{name}» ليس صورة.</translation>
    </message>
    <message>
        <source>{n} of these files are not photos.</source>
        <translation>من هذه الملفات {n} ليست صورًا.</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop it to watch it</source>
        <translation>أفلته هنا لمشاهدته</translation>
    </message>
    <message>
        <source>Drop it to add it to the models</source>
        <translation>أفلته هنا لإضافته إلى النماذج</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source> Choose photos…</source>
        <translation> اختيار صور…</translation>
    </message>
    <message>
        <source> Choose a folder…</source>
        <translation> اختيار مجلد…</translation>
    </message>
    <message>
        <source>Look at one or more photos</source>
        <translation>فحص صورة أو أكثر</translation>
    </message>
    <message>
        <source>Look at all photos of a folder and of the folders in it</source>
        <translation>فحص كل صور المجلد والمجلدات التي فيه</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>التدريب</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>Drop photos or a folder here</source>
        <translation>أفلت صورًا أو مجلدًا هنا</translation>
    </message>
    <message>
        <source>Every face appears with its answers. Photos stay as they are, on this computer.</source>
        <translation>يظهر كل وجه مع نتائجه. تبقى الصور كما هي على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>No face fits</source>
        <translation>لا وجه يطابق</translation>
    </message>
    <message>
        <source>Choose other filters to see more.</source>
        <translation>اختر مرشّحات أخرى لرؤية المزيد.</translation>
    </message>
    <message>
        <source>No face was found</source>
        <translation>لم يُعثر على وجه</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way. The list above also shows the photos without a face, and those that can&apos;t be read.</source>
        <translation>يسهل العثور على الوجوه حين تكون مضاءة وقائمة وملتفتة إلى هنا. تعرض القائمة أعلاه أيضًا الصور التي لا وجه فيها، والصور التي تعذّرت قراءتها.</translation>
    </message>
    <message>
        <source>No model for whole pictures yet</source>
        <translation>لا نموذج للصور كاملة بعد</translation>
    </message>
    <message>
        <source>Such a model says what a photo shows as a whole, for example which breed of dog. Train one with your own photos, or add an ONNX file on the Models page.</source>
        <translation>يقول نموذج كهذا ما تُظهره الصورة كلها، مثل سلالة الكلب. درّب واحدًا بصورك، أو أضف ملف ONNX في صفحة «النماذج».</translation>
    </message>
    <message>
        <source>No photo there</source>
        <translation>لا توجد صور هناك</translation>
    </message>
    <message>
        <source>JPEG, PNG, WebP, TIFF and the like are read.</source>
        <translation>تُقرأ JPEG و PNG و WebP و TIFF وما شابهها.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>جارٍ القراءة…</translation>
    </message>
    <message>
        <source>Faces appear as they are found.</source>
        <translation>تظهر الوجوه حال العثور عليها.</translation>
    </message>
    <message>
        <source>Go to the page {page}</source>
        <translation>الانتقال إلى صفحة {page}</translation>
    </message>
</context>
<context>
    <name>EmptyView</name>
    <message>
        <source>Answers are kept, the picture too if you want. All of it stays on this computer.</source>
        <translation>تُحفظ النتائج، والصورة أيضًا إن أردت. ويبقى كل ذلك على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Nothing is recorded yet</source>
        <translation>لم يُسجَّل شيء بعد</translation>
    </message>
    <message>
        <source> Go to the Live page</source>
        <translation> الانتقال إلى صفحة «مباشر»</translation>
    </message>
    <message>
        <source>Go to the Live page</source>
        <translation>الانتقال إلى صفحة «مباشر»</translation>
    </message>
    <message>
        <source>Where recording begins</source>
        <translation>حيث يبدأ التسجيل</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press the round button above the picture.</source>
        <translation>شاهد شيئًا في صفحة «مباشر» واضغط الزر المستدير فوق الصورة.</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press {key}, or the round button above the picture.</source>
        <translation>شاهد شيئًا في صفحة «مباشر» واضغط {key} أو الزر المستدير فوق الصورة.</translation>
    </message>
    <message>
        <source>The same again ends it. Then you see here who was there and when they smiled, watch it again, and say who is who.</source>
        <translation>الضغط نفسه مرة أخرى ينهي التسجيل. عندئذ ترى هنا من كان حاضرًا ومتى ابتسم، وتشاهده من جديد، وتقول من هو كل شخص.</translation>
    </message>
</context>
<context>
    <name>Erase</name>
    <message>
        <source>{n}, with the numbers made from them</source>
        <translation>{n}، مع الأرقام المستخرجة منها</translation>
    </message>
    <message>
        <source>People</source>
        <translation>الأشخاص</translation>
    </message>
    <message>
        <source>Pictures of faces</source>
        <translation>صور الوجوه</translation>
    </message>
    <message>
        <source>Fine-tunings of their faces</source>
        <translation>عمليات الضبط الدقيق على وجوههم</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>التسجيلات</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>عمليات التدريب</translation>
    </message>
    <message>
        <source>Models of your own</source>
        <translation>نماذجك الخاصة</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>all but looks, language and keys</source>
        <translation>كلها عدا المظهر واللغة والمفاتيح</translation>
    </message>
    <message>
        <source>The log</source>
        <translation>السجل</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>كله</translation>
    </message>
    <message>
        <source>There is no way back. Models that ship with Facet or were downloaded stay, and so does what you exported to folders of your own.</source>
        <translation>لا رجوع عن ذلك. تبقى النماذج التي تأتي مع Facet أو التي نُزّلت، ويبقى ما صدّرته إلى مجلداتك.</translation>
    </message>
    <message>
        <source>Also the snapshots in {folder} ({n})</source>
        <translation>اللقطات أيضًا في {folder} ({n})</translation>
    </message>
    <message>
        <source>End this first: {what}</source>
        <translation>أنهِ هذا أولًا: {what}</translation>
    </message>
</context>
<context>
    <name>EraseDialog</name>
    <message>
        <source>Erase all?</source>
        <translation>محو الكل؟</translation>
    </message>
    <message>
        <source>erase</source>
        <translation>محو</translation>
    </message>
    <message>
        <source>They lie among your own pictures</source>
        <translation>إنها بين صورك الخاصة</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>محو نهائي</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>إبقاء</translation>
    </message>
    <message>
        <source>Erase all of this?</source>
        <translation>هل تريد محو كل هذا؟</translation>
    </message>
    <message>
        <source>The recording that runs is ended and erased too.</source>
        <translation>يُنهى التسجيل الجاري ويُمحى أيضًا.</translation>
    </message>
    <message>
        <source>Type “{word}” to go on:</source>
        <translation>اكتب «{word}» للمتابعة:</translation>
    </message>
    <message>
        <source>There is no way back</source>
        <translation>لا رجوع عن ذلك</translation>
    </message>
    <message>
        <source>Type the word first</source>
        <translation>اكتب الكلمة أولًا</translation>
    </message>
</context>
<context>
    <name>EraseRow</name>
    <message>
        <source>Erase all</source>
        <translation>محو الكل</translation>
    </message>
    <message>
        <source>Erases for good: everyone Facet knows, recordings, trainings, models of your own, the log, and all settings but looks, language and keys. What goes is listed first.</source>
        <translation>يمحو نهائيًا: كل من يعرفهم Facet، والتسجيلات، وعمليات التدريب، ونماذجك الخاصة، والسجل، وكل الإعدادات عدا المظهر واللغة والمفاتيح. يُعرض أولًا ما سيُمحى.</translation>
    </message>
    <message>
        <source>Erase all…</source>
        <translation>محو الكل…</translation>
    </message>
    <message>
        <source>See what there is, then erase it</source>
        <translation>عرض الموجود ثم محوه</translation>
    </message>
    <message>
        <source>Nothing was erased.</source>
        <translation>لم يُمحَ شيء.</translation>
    </message>
    <message>
        <source>All was erased but for this:</source>
        <translation>مُحي كل شيء عدا هذا:</translation>
    </message>
    <message>
        <source>All is erased. Facet knows nobody now.</source>
        <translation>مُحي كل شيء. لم يعد Facet يعرف أحدًا.</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong inside Facet, and that is no fault of yours.</source>
        <translation>حدث خطأ داخل Facet، وليس ذلك ذنبك.</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>التفاصيل في السجل.</translation>
    </message>
</context>
<context>
    <name>ExportDesk</name>
    <message>
        <source>Pictures with boxes are being written.</source>
        <translation>جارٍ كتابة صور مع الإطارات.</translation>
    </message>
    <message>
        <source>Export the faces</source>
        <translation>تصدير الوجوه</translation>
    </message>
    <message>
        <source>Choose a folder for the copies</source>
        <translation>اختيار مجلد للنسخ</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>حُفظ %s</translation>
    </message>
    <message>
        <source>{count} pictures saved in {folder}</source>
        <translation>حُفظ {count} من الصور في {folder}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>عرض في المجلد</translation>
    </message>
    <message>
        <source>Progress of writing</source>
        <translation>تقدّم الكتابة</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Stop writing; the pictures written so far stay</source>
        <translation>إيقاف الكتابة؛ تبقى الصور التي كُتبت حتى الآن</translation>
    </message>
    <message>
        <source>Writing pictures with boxes…</source>
        <translation>جارٍ كتابة صور مع الإطارات…</translation>
    </message>
</context>
<context>
    <name>Face</name>
    <message>
        <source>Names come when the source is opened again.</source>
        <translation>تظهر الأسماء عند فتح المصدر من جديد.</translation>
    </message>
    <message>
        <source>Who is this?…</source>
        <translation>من هذا؟…</translation>
    </message>
    <message>
        <source>Who are these?…</source>
        <translation>من هؤلاء؟…</translation>
    </message>
    <message>
        <source>{count:,} faces</source>
        <translation>{count:,} من الوجوه</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>مجهول</translation>
    </message>
    <message>
        <source>This is {name}</source>
        <translation>هذا {name}</translation>
    </message>
    <message>
        <source>Why?…</source>
        <translation>لماذا؟…</translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation>ليس وجهًا</translation>
    </message>
    <message>
        <source>Not faces</source>
        <translation>ليست وجوهًا</translation>
    </message>
    <message>
        <source>Take this card away, here and from exports (Delete)</source>
        <translation>إبعاد هذه البطاقة من هنا ومما يُصدَّر (Delete)</translation>
    </message>
    <message>
        <source>Take these cards away, here and from exports (Delete)</source>
        <translation>إبعاد هذه البطاقات من هنا ومما يُصدَّر (Delete)</translation>
    </message>
    <message>
        <source>Keep this picture of {name}</source>
        <translation>الاحتفاظ بهذه الصورة لـ {name}</translation>
    </message>
    <message>
        <source>This is not {name}</source>
        <translation>هذا ليس {name}</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>هذا شخص آخر…</translation>
    </message>
    <message>
        <source>This picture of {name} is kept</source>
        <translation>هذه الصورة لـ {name} محفوظة</translation>
    </message>
    <message>
        <source>Another one helps once it looks different: turned, or in other light.</source>
        <translation>تفيد أخرى متى بدت مختلفة: بالتفاتة أو بإضاءة أخرى.</translation>
    </message>
    <message>
        <source>Add the picture</source>
        <translation>إضافة الصورة</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>تذكُّر</translation>
    </message>
    <message>
        <source>Add the pictures</source>
        <translation>إضافة الصور</translation>
    </message>
    <message>
        <source>Type a name, or choose someone you know.</source>
        <translation>اكتب اسمًا أو اختر شخصًا تعرفه.</translation>
    </message>
    <message>
        <source>Type a name.</source>
        <translation>اكتب اسمًا.</translation>
    </message>
    <message>
        <source>Facet takes this face for {name} already.</source>
        <translation>يعرف Facet هذا الوجه باسم {name} بالفعل.</translation>
    </message>
    <message>
        <source>{name} is new: named from now on, without any training.</source>
        <translation>الاسم {name} جديد: يُسمّى من الآن دون أي تدريب.</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has one.</source>
        <translation>تُضاف هذه الصورة إلى {name}، ولديه صورة واحدة.</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has {count}.</source>
        <translation>تُضاف هذه الصورة إلى {name}، ولديه {count}.</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has one.</source>
        <translation>تُضاف هذه الصور إلى {name}، ولديه صورة واحدة.</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has {count}.</source>
        <translation>تُضاف هذه الصور إلى {name}، ولديه {count}.</translation>
    </message>
    <message>
        <source>Facet takes this face for {name}. That will be corrected.</source>
        <translation>يعرف Facet هذا الوجه باسم {name}. سيُصحَّح ذلك.</translation>
    </message>
    <message>
        <source>Facet knows some of these faces as {names}.</source>
        <translation>يعرف Facet بعض هذه الوجوه باسم {names}.</translation>
    </message>
    <message>
        <source>Kept on this computer only, in {folder}: small pictures of the face, numbers made from them, the name, and when they were seen last. Removing the person erases all of it.</source>
        <translation>تُحفظ على هذا الحاسوب فقط، في {folder}: صور صغيرة للوجه، وأرقام مستخرجة منها، والاسم، ووقت آخر ظهور. إزالة الشخص تمحو كل ذلك.</translation>
    </message>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} و {last}</translation>
    </message>
    <message>
        <source>Who is this?</source>
        <translation>من هذا؟</translation>
    </message>
</context>
<context>
    <name>FaceCard</name>
    <message>
        <source>For how long this face has been in view</source>
        <translation>مدة ظهور هذا الوجه</translation>
    </message>
    <message>
        <source>Click to say who this is, or to ask why</source>
        <translation>انقر لتقول من هذا أو لتسأل عن السبب</translation>
    </message>
    <message>
        <source>just left</source>
        <translation>غادر للتو</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>الوجه {number}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>مجهول</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>لا نتيجة</translation>
    </message>
    <message>
        <source>How surely the model sees this: {task}</source>
        <translation>مدى يقين النموذج من هذا: {task}</translation>
    </message>
    <message>
        <source>Most like {name}</source>
        <translation>الأشبه بـ {name}</translation>
    </message>
    <message>
        <source>Always one of the people it was trained on: a stranger gets one of their names too</source>
        <translation>دائمًا أحد الأشخاص الذين دُرّب عليهم: الغريب أيضًا يُعطى أحد أسمائهم</translation>
    </message>
    <message>
        <source>Nothing is likely enough to say. Likeliest: {label}. The bar shows how likely.</source>
        <translation>لا شيء مرجّح بما يكفي. الأرجح: {label}. يبيّن الشريط مقدار ذلك.</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>غير متيقّن</translation>
    </message>
    <message>
        <source>{label}?</source>
        <translation>{label}؟</translation>
    </message>
</context>
<context>
    <name>FaceGrid</name>
    <message>
        <source>Faces found</source>
        <translation>الوجوه التي عُثر عليها</translation>
    </message>
    <message>
        <source>Enter shows the photo, the menu key says who it is, Delete that it is no face. Shift with the arrow keys chooses several.</source>
        <translation>يعرض Enter الصورة، ومفتاح القائمة يتيح قول من هو، و Delete قول إنه ليس وجهًا. ويختار Shift مع مفاتيح الأسهم عدة وجوه.</translation>
    </message>
</context>
<context>
    <name>FaceNews</name>
    <message>
        <source>{names}: in view.</source>
        <translation>يظهر الآن: {names}.</translation>
    </message>
    <message>
        <source>Somebody unknown is in view.</source>
        <translation>يظهر شخص مجهول.</translation>
    </message>
    <message>
        <source>{n} unknown faces are in view.</source>
        <translation>يظهر {n} من الوجوه المجهولة.</translation>
    </message>
</context>
<context>
    <name>FacesPanel</name>
    <message>
        <source>Faces in view</source>
        <translation>الوجوه الظاهرة</translation>
    </message>
    <message>
        <source>How many faces are in view</source>
        <translation>عدد الوجوه الظاهرة</translation>
    </message>
    <message>
        <source>Number of faces in view</source>
        <translation>عدد الوجوه الظاهرة</translation>
    </message>
    <message>
        <source>Cards of the faces in view</source>
        <translation>بطاقات الوجوه الظاهرة</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>Open a video or a photo</source>
        <translation>فتح فيديو أو صورة</translation>
    </message>
    <message>
        <source>Videos and photos ({patterns})</source>
        <translation>فيديوهات وصور ({patterns})</translation>
    </message>
    <message>
        <source>Videos ({patterns})</source>
        <translation>فيديوهات ({patterns})</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>صور ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>كل الملفات (*)</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>فتح مجلد صور</translation>
    </message>
    <message>
        <source>Choose photos</source>
        <translation>اختيار صور</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Nothing on this computer opens it: {path}</source>
        <translation>لا يوجد على هذا الحاسوب ما يفتحه: {path}</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>What is shown</source>
        <translation>ما يُعرض</translation>
    </message>
    <message>
        <source>Filter by %s</source>
        <translation>الترشيح حسب %s</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>This face belongs to {name} already</source>
        <translation>هذا الوجه يخص {name} بالفعل</translation>
    </message>
    <message>
        <source>Come into view</source>
        <translation>ادخل مجال الرؤية</translation>
    </message>
    <message>
        <source>Two people in view: one at a time</source>
        <translation>يظهر شخصان: واحد في كل مرة</translation>
    </message>
    <message>
        <source>This seems to be someone else</source>
        <translation>يبدو أن هذا شخص آخر</translation>
    </message>
    <message>
        <source>Too dark: more light on the face</source>
        <translation>مظلم جدًا: مزيد من الضوء على الوجه</translation>
    </message>
    <message>
        <source>Too bright: less light on the face</source>
        <translation>ساطع جدًا: ضوء أقل على الوجه</translation>
    </message>
    <message>
        <source>Too little contrast: more light from one side</source>
        <translation>التباين ضعيف جدًا: مزيد من الضوء من جانب واحد</translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation>غير واضح: اثبت</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>اقترب</translation>
    </message>
    <message>
        <source>Too far: turn back a little</source>
        <translation>أكثر من اللازم: ارجع قليلًا</translation>
    </message>
    <message>
        <source>Hold your head straight</source>
        <translation>أبقِ رأسك مستقيمًا</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>انظر إلى الأمام مباشرة</translation>
    </message>
    <message>
        <source>Turn a little left</source>
        <translation>استدر قليلًا إلى اليسار</translation>
    </message>
    <message>
        <source>Turn a little right</source>
        <translation>استدر قليلًا إلى اليمين</translation>
    </message>
    <message>
        <source>Look up a little</source>
        <translation>انظر قليلًا إلى الأعلى</translation>
    </message>
    <message>
        <source>Look down a little</source>
        <translation>انظر قليلًا إلى الأسفل</translation>
    </message>
    <message>
        <source>Look ahead and smile</source>
        <translation>انظر إلى الأمام وابتسم</translation>
    </message>
    <message>
        <source>No picture was good enough, so nothing is kept.</source>
        <translation>لم تكن أي صورة جيدة بما يكفي، فلم يُحفظ شيء.</translation>
    </message>
    <message>
        <source>{pictures} taken.</source>
        <translation>التُقط {pictures}.</translation>
    </message>
    <message>
        <source>Still lacking: {poses}. Facet knows the face without them, but less surely.</source>
        <translation>ما زال ينقص: {poses}. يعرف Facet الوجه بدونها، لكن بيقين أقل.</translation>
    </message>
</context>
<context>
    <name>GuidedDialog</name>
    <message>
        <source>Add someone from the camera</source>
        <translation>إضافة شخص من الكاميرا</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>الاحتفاظ بها</translation>
    </message>
    <message>
        <source>this picture</source>
        <translation>هذه الصورة</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>الصور</translation>
    </message>
    <message>
        <source>About ten pictures, taken by themselves</source>
        <translation>نحو عشر صور تُلتقط من تلقاء نفسها</translation>
    </message>
    <message>
        <source>Waiting for the picture…</source>
        <translation>في انتظار الصورة…</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>بدء</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>انظر إلى الأمام مباشرة</translation>
    </message>
    <message>
        <source>Pictures taken</source>
        <translation>الصور الملتقطة</translation>
    </message>
    <message>
        <source>Go on anyway</source>
        <translation>المتابعة رغم ذلك</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>إيقاف</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>تجاهل</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Choose a source</source>
        <translation>اختيار مصدر</translation>
    </message>
    <message>
        <source>Source: %s</source>
        <translation>المصدر: %s</translation>
    </message>
    <message>
        <source>State: %s</source>
        <translation>الحالة: %s</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>does</source>
        <translation>الإجراء</translation>
    </message>
    <message>
        <source>key</source>
        <translation>المفتاح</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>الاختصارات</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>آخر ما جرى</translation>
    </message>
    <message>
        <source>Everything can be reached without a mouse: `Tab` goes from control to control, `Space` and `Enter` press the one that has the focus, arrow keys move in lists and sliders.</source>
        <translation>يمكن الوصول إلى كل شيء دون فأرة: ينتقل `Tab` من عنصر إلى آخر، ويضغط `Space` و `Enter` العنصر الذي عليه التركيز، وتتحرك مفاتيح الأسهم في القوائم وأشرطة التمرير.</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>المساعدة</translation>
    </message>
    <message>
        <source>No page has these words.</source>
        <translation>لا توجد صفحة فيها هذه الكلمات.</translation>
    </message>
    <message>
        <source>This page is in English.</source>
        <translation>هذه الصفحة بالإنجليزية.</translation>
    </message>
    <message>
        <source>Find in the help</source>
        <translation>بحث في المساعدة</translation>
    </message>
    <message>
        <source>Show only pages with these words; Enter goes to the next place</source>
        <translation>عرض الصفحات التي فيها هذه الكلمات فقط؛ ينتقل Enter إلى الموضع التالي</translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation>صفحات المساعدة</translation>
    </message>
    <message>
        <source>Back to the page before (Alt+Left)</source>
        <translation>الرجوع إلى الصفحة السابقة (Alt+Left)</translation>
    </message>
    <message>
        <source>Back to the page before</source>
        <translation>الرجوع إلى الصفحة السابقة</translation>
    </message>
    <message>
        <source>The page of the help</source>
        <translation>صفحة المساعدة</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>Meters</source>
        <translation>المقاييس</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>الالتقاط</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>التحليل</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>العرض</translation>
    </message>
    <message>
        <source>Frame age p50</source>
        <translation>عمر الصورة p50</translation>
    </message>
    <message>
        <source>Frame age p95</source>
        <translation>عمر الصورة p95</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>المُسقَطة</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>الكاشف</translation>
    </message>
    <message>
        <source>Models, rest</source>
        <translation>النماذج والباقي</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>يعمل على</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>لا نموذج</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Progress</source>
        <translation>التقدّم</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>إيقافه</translation>
    </message>
</context>
<context>
    <name>KeyRow</name>
    <message>
        <source>none</source>
        <translation>لا شيء</translation>
    </message>
    <message>
        <source>{command}: {key}</source>
        <translation>{command}: {key}</translation>
    </message>
    <message>
        <source>Back to the default: {key}</source>
        <translation>العودة إلى الافتراضي: {key}</translation>
    </message>
    <message>
        <source>Press it, then the new key</source>
        <translation>اضغطه، ثم المفتاح الجديد</translation>
    </message>
    <message>
        <source>New key for “{command}”</source>
        <translation>مفتاح جديد لـ «{command}»</translation>
    </message>
    <message>
        <source>Esc keeps the old key, Backspace takes it away</source>
        <translation>يُبقي Esc المفتاح القديم، ويزيله Backspace</translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>اختصارات لوحة المفاتيح</translation>
    </message>
    <message>
        <source>Keys of commands</source>
        <translation>مفاتيح الأوامر</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>عرض الكل</translation>
    </message>
    <message>
        <source>Every command with its key</source>
        <translation>كل الأوامر بمفاتيحها</translation>
    </message>
    <message>
        <source>Show all commands with their keys</source>
        <translation>عرض كل الأوامر بمفاتيحها</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>إعادة ضبط كل المفاتيح</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>عرض أقل</translation>
    </message>
    <message>
        <source>Give every command its usual key again</source>
        <translation>إعادة المفتاح المعتاد إلى كل أمر</translation>
    </message>
    <message>
        <source>Every command has its usual key</source>
        <translation>لكل أمر مفتاحه المعتاد</translation>
    </message>
    <message>
        <source>{undo} undoes what was done last, {redo} does again what was undone. These stay as they are.</source>
        <translation>{undo} يتراجع عن آخر ما تم، و{redo} يعيد ما تم التراجع عنه. يبقى هذان المفتاحان كما هما.</translation>
    </message>
    <message>
        <source>Press a command&apos;s key here, then the new one. Esc keeps the old key, Backspace takes it away.</source>
        <translation>اضغط هنا مفتاح أمر ما، ثم المفتاح الجديد. يُبقي Esc المفتاح القديم، ويزيله Backspace.</translation>
    </message>
</context>
<context>
    <name>Label</name>
    <message>
        <source>smile</source>
        <translation>ابتسامة</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>لا ابتسامة</translation>
    </message>
    <message>
        <source>angry</source>
        <translation>غضب</translation>
    </message>
    <message>
        <source>contempt</source>
        <translation>ازدراء</translation>
    </message>
    <message>
        <source>disgust</source>
        <translation>اشمئزاز</translation>
    </message>
    <message>
        <source>fear</source>
        <translation>خوف</translation>
    </message>
    <message>
        <source>happy</source>
        <translation>سعادة</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>حياد</translation>
    </message>
    <message>
        <source>sad</source>
        <translation>حزن</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>دهشة</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Answers in the timeline: %s</source>
        <translation>النتائج في الخط الزمني: %s</translation>
    </message>
</context>
<context>
    <name>LicenceView</name>
    <message>
        <source>Nothing has these words.</source>
        <translation>لا شيء فيه هذه الكلمات.</translation>
    </message>
    <message>
        <source>Find by name or licence</source>
        <translation>بحث بالاسم أو الترخيص</translation>
    </message>
    <message>
        <source>Show only entries with these words</source>
        <translation>عرض المدخلات التي فيها هذه الكلمات فقط</translation>
    </message>
    <message>
        <source>What Facet is made of</source>
        <translation>مكوّنات Facet</translation>
    </message>
    <message>
        <source>The licence</source>
        <translation>الترخيص</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>No source</source>
        <translation>لا مصدر</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>جارٍ الفتح…</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>مباشر</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>قيد التشغيل</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>متوقف مؤقتًا</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>انقطع الاتصال</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>انتهى</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>متوقف</translation>
    </message>
    <message>
        <source>Could not open</source>
        <translation>تعذّر الفتح</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>صورة</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>غير متصل</translation>
    </message>
    <message>
        <source>Trying again now…</source>
        <translation>تجري المحاولة من جديد الآن…</translation>
    </message>
    <message>
        <source>Trying again in {seconds} s.</source>
        <translation>إعادة المحاولة بعد {seconds} ث.</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>جارٍ البحث عن كاميرات…</translation>
    </message>
    <message>
        <source>Opening {source}…</source>
        <translation>جارٍ فتح {source}…</translation>
    </message>
    <message>
        <source>The models are made ready too.</source>
        <translation>يجري تجهيز النماذج أيضًا.</translation>
    </message>
    <message>
        <source>{source} is closed. Nothing is being watched.</source>
        <translation>أُغلق {source}. لا شيء يُشاهَد.</translation>
    </message>
    <message>
        <source>{source} stopped working</source>
        <translation>توقف {source} عن العمل</translation>
    </message>
    <message>
        <source>{source} could not be opened</source>
        <translation>تعذّر فتح {source}</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>لم يُعثر على كاميرا</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>لم يُعثر على كاميرا عند {time}</translation>
    </message>
    <message>
        <source>Plug one in and look again, or watch the demo, a file or a stream.
You can also drop a video, a photo or a folder here.</source>
        <translation>صِل كاميرا وابحث من جديد، أو شاهد العرض التجريبي أو ملفًا أو بثًّا.
يمكنك أيضًا إفلات فيديو أو صورة أو مجلد هنا.</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>ماذا تريد أن يشاهد Facet؟</translation>
    </message>
    <message>
        <source>Choose a source, or drop a video, a photo or a folder here.</source>
        <translation>اختر مصدرًا، أو أفلت فيديو أو صورة أو مجلدًا هنا.</translation>
    </message>
    <message>
        <source>Facet tries again by itself.</source>
        <translation>يعيد Facet المحاولة تلقائيًا.</translation>
    </message>
    <message>
        <source>Waiting for {source}…</source>
        <translation>بانتظار {source}…</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>إعادة المحاولة الآن</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>بدء من جديد</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Choose another source</source>
        <translation>اختيار مصدر آخر</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>تشغيل العرض التجريبي</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>فتح ملف…</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>فتح مجلد…</translation>
    </message>
    <message>
        <source>Open a stream…</source>
        <translation>فتح بثّ…</translation>
    </message>
    <message>
        <source>Use the camera</source>
        <translation>استخدام الكاميرا</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>البحث من جديد</translation>
    </message>
    <message>
        <source>A card for each face appears here.</source>
        <translation>تظهر هنا بطاقة لكل وجه.</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>لا صورة</translation>
    </message>
    <message>
        <source>Faces come back with the picture.</source>
        <translation>تعود الوجوه مع عودة الصورة.</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>لا وجه ظاهر</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way.</source>
        <translation>يسهل العثور على الوجوه حين تكون مضاءة وقائمة وملتفتة إلى هنا.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Esc or {key} leaves full screen.</source>
        <translation>اضغط Esc أو {key} لمغادرة ملء الشاشة.</translation>
    </message>
    <message>
        <source>Esc leaves full screen.</source>
        <translation>اضغط Esc لمغادرة ملء الشاشة.</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>إ&amp;يقاف مؤقت</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;تشغيل</translation>
    </message>
    <message>
        <source>Watch a camera, a video, a stream or photos</source>
        <translation>مشاهدة كاميرا أو فيديو أو بثّ أو صور</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>مباشر</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>مشاهدته</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>ال&amp;سمة</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>مثل ال&amp;نظام</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;فاتحة</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;داكنة</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>&amp;تباين عالٍ</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;ملف</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;عرض</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;تشغيل</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>م&amp;ساعدة</translation>
    </message>
    <message>
        <source>&amp;Open file…</source>
        <translation>&amp;فتح ملف…</translation>
    </message>
    <message>
        <source>Watch a video or a photo</source>
        <translation>مشاهدة فيديو أو صورة</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>فتح م&amp;جلد…</translation>
    </message>
    <message>
        <source>Go through the photos of a folder</source>
        <translation>استعراض صور مجلد</translation>
    </message>
    <message>
        <source>Open &amp;stream…</source>
        <translation>فتح &amp;بثّ…</translation>
    </message>
    <message>
        <source>Watch a camera of the network</source>
        <translation>مشاهدة كاميرا على الشبكة</translation>
    </message>
    <message>
        <source>Show the &amp;demo</source>
        <translation>تشغيل العرض التج&amp;ريبي</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>رؤية Facet وهو يعمل دون كاميرا</translation>
    </message>
    <message>
        <source>&amp;Choose a source…</source>
        <translation>ا&amp;ختيار مصدر…</translation>
    </message>
    <message>
        <source>Choose what Facet watches: cameras, files, streams</source>
        <translation>اختيار ما يشاهده Facet: كاميرات أو ملفات أو بثوث</translation>
    </message>
    <message>
        <source>Save s&amp;napshot</source>
        <translation>حفظ &amp;لقطة</translation>
    </message>
    <message>
        <source>Save the picture on screen as a file</source>
        <translation>حفظ الصورة المعروضة في ملف</translation>
    </message>
    <message>
        <source>Boxes in s&amp;napshots</source>
        <translation>إ&amp;طارات في اللقطات</translation>
    </message>
    <message>
        <source>Save snapshots with boxes and labels</source>
        <translation>حفظ اللقطات مع الإطارات والتسميات</translation>
    </message>
    <message>
        <source>Show snapshots in their &amp;folder</source>
        <translation>عرض اللقطات في &amp;مجلدها</translation>
    </message>
    <message>
        <source>Open the folder with the snapshots</source>
        <translation>فتح مجلد اللقطات</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;تسجيل</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>تسجيل ما يُرى ونتائجه، أو إنهاء التسجيل</translation>
    </message>
    <message>
        <source>Set a mar&amp;ker</source>
        <translation>وضع &amp;علامة</translation>
    </message>
    <message>
        <source>Mark this moment of the recording</source>
        <translation>وضع علامة عند هذه اللحظة من التسجيل</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>إ&amp;نهاء</translation>
    </message>
    <message>
        <source>Close Facet</source>
        <translation>إغلاق Facet</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>&amp;مرآة</translation>
    </message>
    <message>
        <source>Show the picture as a mirror does</source>
        <translation>عرض الصورة كما في المرآة</translation>
    </message>
    <message>
        <source>&amp;Boxes and labels</source>
        <translation>الإ&amp;طارات والتسميات</translation>
    </message>
    <message>
        <source>Show boxes and labels over the picture</source>
        <translation>عرض الإطارات والتسميات فوق الصورة</translation>
    </message>
    <message>
        <source>Me&amp;ters</source>
        <translation>المقا&amp;ييس</translation>
    </message>
    <message>
        <source>Show rates, delays and what the models run on</source>
        <translation>عرض المعدلات والتأخير وما تعمل عليه النماذج</translation>
    </message>
    <message>
        <source>&amp;Faces panel</source>
        <translation>لوحة ال&amp;وجوه</translation>
    </message>
    <message>
        <source>Show the cards of the faces in view</source>
        <translation>عرض بطاقات الوجوه الظاهرة</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>ملء ال&amp;شاشة</translation>
    </message>
    <message>
        <source>Show the picture alone</source>
        <translation>عرض الصورة وحدها</translation>
    </message>
    <message>
        <source>&amp;Leave full screen</source>
        <translation>م&amp;غادرة ملء الشاشة</translation>
    </message>
    <message>
        <source>Show the whole window again</source>
        <translation>عرض النافذة كاملة من جديد</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>إ&amp;يقاف مؤقت</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>إيقاف مؤقت أو متابعة</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>إيقا&amp;ف</translation>
    </message>
    <message>
        <source>Close the source: nothing is watched any more</source>
        <translation>إغلاق المصدر: لا يُشاهَد شيء بعد ذلك</translation>
    </message>
    <message>
        <source>&amp;Next frame</source>
        <translation>&amp;صورة الفيديو التالية</translation>
    </message>
    <message>
        <source>Pause and show one frame more</source>
        <translation>إيقاف مؤقت وعرض صورة واحدة أخرى</translation>
    </message>
    <message>
        <source>&amp;Back 5 seconds</source>
        <translation>الرجوع 5 &amp;ثوانٍ</translation>
    </message>
    <message>
        <source>Go back 5 seconds</source>
        <translation>الرجوع 5 ثوانٍ</translation>
    </message>
    <message>
        <source>&amp;Forward 5 seconds</source>
        <translation>الت&amp;قدم 5 ثوانٍ</translation>
    </message>
    <message>
        <source>Go on 5 seconds</source>
        <translation>التقدم 5 ثوانٍ</translation>
    </message>
    <message>
        <source>To the b&amp;eginning</source>
        <translation>إلى ال&amp;بداية</translation>
    </message>
    <message>
        <source>Go to the beginning</source>
        <translation>الانتقال إلى البداية</translation>
    </message>
    <message>
        <source>&amp;Loop</source>
        <translation>ت&amp;كرار</translation>
    </message>
    <message>
        <source>Begin again at the end</source>
        <translation>البدء من جديد عند النهاية</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo</source>
        <translation>الصورة ال&amp;سابقة</translation>
    </message>
    <message>
        <source>Show the photo before</source>
        <translation>عرض الصورة التي قبلها</translation>
    </message>
    <message>
        <source>Ne&amp;xt photo</source>
        <translation>الصورة التا&amp;لية</translation>
    </message>
    <message>
        <source>Show the photo after</source>
        <translation>عرض الصورة التي بعدها</translation>
    </message>
    <message>
        <source>&amp;Retry now</source>
        <translation>إعادة ال&amp;محاولة الآن</translation>
    </message>
    <message>
        <source>Try to reach the lost source at once</source>
        <translation>محاولة الوصول إلى المصدر المفقود حالًا</translation>
    </message>
    <message>
        <source>Play the re&amp;cording</source>
        <translation>تشغيل التس&amp;جيل</translation>
    </message>
    <message>
        <source>Play or pause the recording</source>
        <translation>تشغيل التسجيل أو إيقافه مؤقتًا</translation>
    </message>
    <message>
        <source>One picture b&amp;ack</source>
        <translation>الرجوع صورة &amp;واحدة</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture before</source>
        <translation>عرض الصورة السابقة من التسجيل</translation>
    </message>
    <message>
        <source>One picture &amp;on</source>
        <translation>التقدم صو&amp;رة واحدة</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture after</source>
        <translation>عرض الصورة التالية من التسجيل</translation>
    </message>
    <message>
        <source>To the &amp;marker before</source>
        <translation>إلى ال&amp;علامة السابقة</translation>
    </message>
    <message>
        <source>Go back to the marker before</source>
        <translation>الرجوع إلى العلامة السابقة</translation>
    </message>
    <message>
        <source>To the marker af&amp;ter</source>
        <translation>إلى العلامة ال&amp;تالية</translation>
    </message>
    <message>
        <source>Go on to the marker after</source>
        <translation>التقدم إلى العلامة التالية</translation>
    </message>
    <message>
        <source>&amp;Help for this page</source>
        <translation>&amp;مساعدة هذه الصفحة</translation>
    </message>
    <message>
        <source>Read about what is shown now</source>
        <translation>قراءة شرح ما يُعرض الآن</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>ال&amp;ترحيب</translation>
    </message>
    <message>
        <source>Choose a source and let Facet know you, in a minute</source>
        <translation>اختيار مصدر وتعريف Facet بك، في دقيقة</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>ا&amp;ختصارات لوحة المفاتيح</translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation>كل المفاتيح في لمحة</translation>
    </message>
    <message>
        <source>&amp;About Facet</source>
        <translation>&amp;حول Facet</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>الإصدار والتراخيص</translation>
    </message>
</context>
<context>
    <name>Meter</name>
    <message>
        <source>Meter</source>
        <translation>مقياس</translation>
    </message>
</context>
<context>
    <name>MistakeGrid</name>
    <message>
        <source>Worst mistakes</source>
        <translation>أسوأ الأخطاء</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>The chosen model</source>
        <translation>النموذج المختار</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>استخدام هذا النموذج</translation>
    </message>
    <message>
        <source>Facet answers as before; the model stays in this list</source>
        <translation>يجيب Facet كما من قبل؛ ويبقى النموذج في هذه القائمة</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>تنزيل</translation>
    </message>
    <message>
        <source>Measure on this machine</source>
        <translation>قياس على هذا الجهاز</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>إزالة</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>التقدّم</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>على هذا الجهاز</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>المطلوب</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>عمل على</translation>
    </message>
    <message>
        <source>How good it is</source>
        <translation>مدى جودته</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>المقياس</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>القيمة</translation>
    </message>
    <message>
        <source>What this means</source>
        <translation>ما معنى هذا</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>فترة الثقة 95%</translation>
    </message>
    <message>
        <source>Out of</source>
        <translation>من أصل</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>الصور</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>ما هو</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>ملاحظة</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>الملف</translation>
    </message>
    <message>
        <source>What it learned from</source>
        <translation>ما تعلّم منه</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>البيانات</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>الشروط</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>قيد الاستخدام</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Smile</source>
        <translation>الابتسامة</translation>
    </message>
    <message>
        <source>Emotion</source>
        <translation>الانفعال</translation>
    </message>
    <message>
        <source>Who it is</source>
        <translation>هوية الشخص</translation>
    </message>
    <message>
        <source>Points of a face</source>
        <translation>نقاط الوجه</translation>
    </message>
    <message>
        <source>Finding faces</source>
        <translation>العثور على الوجوه</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>سعادة أم حزن</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>الوجوه التي عُثر عليها</translation>
    </message>
    <message>
        <source>Faces told from other things (AUC)</source>
        <translation>تمييز الوجوه من غيرها (AUC)</translation>
    </message>
    <message>
        <source>Overlap with the true box</source>
        <translation>التداخل مع الإطار الصحيح</translation>
    </message>
    <message>
        <source>Likeness to its teacher&apos;s numbers (cosine)</source>
        <translation>التشابه مع أرقام النموذج المعلِّم (جيب التمام)</translation>
    </message>
    <message>
        <source>Who of a few people</source>
        <translation>هوية الشخص من بين أشخاص قلائل</translation>
    </message>
    <message>
        <source>{licence} It learned from research data, whose terms stand below.</source>
        <translation>{licence} تعلّم من بيانات بحثية، وشروطها مذكورة أدناه.</translation>
    </message>
    <message>
        <source>Of the network that it is built on: {licence}.</source>
        <translation>ترخيص الشبكة التي بُني عليها: {licence}.</translation>
    </message>
    <message>
        <source>The pictures&apos; own terms hold too.</source>
        <translation>وتسري أيضًا شروط الصور نفسها.</translation>
    </message>
    <message>
        <source>It holds the names of people, and what tells them apart: theirs to give away.</source>
        <translation>فيه أسماء أشخاص وما يميّز بعضهم عن بعض: ولهم وحدهم حق إعطائه للآخرين.</translation>
    </message>
    <message>
        <source>Finds faces with their eyes, nose and mouth. Once here, it looks closely at each face before a name is given, and searches photos in which Haar finds nothing. Used for all searches, it finds more turned faces than Haar.</source>
        <translation>يعثر على الوجوه مع عيونها وأنوفها وأفواهها. وبعد تنزيله يفحص كل وجه عن قرب قبل أن يُعطى اسمًا، ويبحث في الصور التي لا يعثر فيها Haar على شيء. وإن استُخدم لكل عمليات البحث عثر على وجوه ملتفتة أكثر مما يعثر عليه Haar.</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine; surer than facet-id. OpenCV Zoo&apos;s published weights.</source>
        <translation>يميّز بين الأشخاص بـ 128 رقمًا لكل وجه، تُقارَن بجيب التمام؛ وهو أوثق من facet-id. بالأوزان التي نشرها OpenCV Zoo.</translation>
    </message>
    <message>
        <source>It does all searches now. “Stop using it” brings Haar back.</source>
        <translation>يجري كل عمليات البحث الآن. يعيد زر «إيقاف استخدامه» Haar إليها.</translation>
    </message>
    <message>
        <source>Haar does the searches now.</source>
        <translation>يجري Haar عمليات البحث الآن.</translation>
    </message>
    <message>
        <source>Ships with Facet</source>
        <translation>يأتي مع Facet</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>خاص بك</translation>
    </message>
    <message>
        <source>Downloaded</source>
        <translation>مُنزَّل</translation>
    </message>
    <message>
        <source>Not downloaded</source>
        <translation>غير مُنزَّل</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>قيد الاستخدام</translation>
    </message>
    <message>
        <source>One picture takes</source>
        <translation>زمن الصورة الواحدة</translation>
    </message>
    <message>
        <source>One face takes</source>
        <translation>زمن الوجه الواحد</translation>
    </message>
    <message>
        <source>Made by others. Facet works without it; downloading it fetches {size} once.</source>
        <translation>من صنع آخرين. يعمل Facet بدونه؛ وتنزيله يجلب {size} مرة واحدة.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>المهمة</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>النتائج</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of each face</source>
        <translation>{width} × {height} بكسل من كل وجه</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of the whole picture</source>
        <translation>{width} × {height} بكسل من الصورة كلها</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>ينظر إلى</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>الترخيص</translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation>المصدر</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>صُنع</translation>
    </message>
    <message>
        <source>On its card</source>
        <translation>في بطاقته</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>الإصدار {version}</translation>
    </message>
    <message>
        <source>{size} numbers that stand for a face</source>
        <translation>{size} من الأرقام تمثّل الوجه</translation>
    </message>
    <message>
        <source>whether it is a face, five points and its box</source>
        <translation>هل هو وجه، وخمس نقاط، وإطاره</translation>
    </message>
    <message>
        <source>one of {count} labels: {first}, …</source>
        <translation>واحد من {count} من التصنيفات: {first}، …</translation>
    </message>
    <message>
        <source>{label} from {share} on</source>
        <translation>{label} ابتداءً من {share}</translation>
    </message>
    <message>
        <source>each answer from {share} on</source>
        <translation>كل إجابة ابتداءً من {share}</translation>
    </message>
    <message>
        <source>{bars} (chosen on {data})</source>
        <translation>{bars} (اختيرت على {data})</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>الحد</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} إلى {high}</translation>
    </message>
    <message>
        <source>OpenCV runs it, on the CPU alone.</source>
        <translation>يشغّله OpenCV، على CPU فقط.</translation>
    </message>
    <message>
        <source>The others are compared with it.</source>
        <translation>يُقارن به غيره.</translation>
    </message>
    <message>
        <source>Answers as the CPU does.</source>
        <translation>يجيب كما يجيب CPU.</translation>
    </message>
    <message>
        <source>Answers as the CPU does, within {tolerance:g}.</source>
        <translation>يجيب كما يجيب CPU، في حدود {tolerance:g}.</translation>
    </message>
    <message>
        <source>Its answers differ from the CPU&apos;s by up to {difference:.2g}.</source>
        <translation>تختلف إجاباته عن إجابات CPU بما يصل إلى {difference:.2g}.</translation>
    </message>
    <message>
        <source>Strangers named, where it is {share} sure or more</source>
        <translation>الغرباء المسمَّون، حيث يكون متيقنًا بنسبة {share} أو أكثر</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>الدقة</translation>
    </message>
    <message>
        <source>Balanced accuracy</source>
        <translation>الدقة المتوازنة</translation>
    </message>
    <message>
        <source>Known named rightly</source>
        <translation>المعروفون المسمَّون بصحة</translation>
    </message>
    <message>
        <source>Strangers named</source>
        <translation>الغرباء المسمَّون</translation>
    </message>
    <message>
        <source>Same person recognised</source>
        <translation>عُرف الشخص نفسه</translation>
    </message>
    <message>
        <source>Faces found by Haar</source>
        <translation>الوجوه التي عثر عليها Haar</translation>
    </message>
    <message>
        <source>Points off by</source>
        <translation>انحراف النقاط</translation>
    </message>
    <message>
        <source>On other pictures like these the value would most likely lie between these two. The more pictures, the closer they are.</source>
        <translation>في صور أخرى كهذه تقع القيمة على الأرجح بين هاتين. وكلما زادت الصور تقاربتا.</translation>
    </message>
    <message>
        <source>On how many pictures, faces or pairs of faces it was measured.</source>
        <translation>على كم صورة أو وجه أو زوج من الوجوه قيس ذلك.</translation>
    </message>
    <message>
        <source>Of all its answers, so many were right.</source>
        <translation>من كل إجاباته كان هذا القدر صحيحًا.</translation>
    </message>
    <message>
        <source>The share that was right, taken for each answer by itself and then averaged: a rare answer counts as much as a common one.</source>
        <translation>النسبة الصحيحة لكل إجابة على حدة ثم متوسطها: للإجابة النادرة وزن الشائعة نفسه.</translation>
    </message>
    <message>
        <source>Counts two mistakes at once, giving an answer wrongly and missing it; averaged over all answers. 100 % means that neither ever happened.</source>
        <translation>يحسب خطأين معًا: إعطاء الإجابة خطأً وتفويتها؛ بمتوسط كل الإجابات. تعني 100 % أن أيًّا منهما لم يحدث قط.</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had been shown before, so many got the right name.</source>
        <translation>من صور أشخاص عُرضوا عليه من قبل حصل هذا القدر على الاسم الصحيح.</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had never been shown, so many got somebody&apos;s name by mistake. Lower is better.</source>
        <translation>من صور أشخاص لم يُعرضوا عليه قط حصل هذا القدر خطأً على اسم أحد. الأقل أفضل.</translation>
    </message>
    <message>
        <source>Of pairs of pictures of one person, so many were taken for one person, where 1 in 1,000 pairs of strangers may be too.</source>
        <translation>من أزواج صور الشخص الواحد عُدّ هذا القدر شخصًا واحدًا، حيث يجوز ذلك أيضًا لزوج من كل 1,000 زوج من الغرباء.</translation>
    </message>
    <message>
        <source>Of the faces that are in the pictures, so many were found.</source>
        <translation>من الوجوه الموجودة في الصور عُثر على هذا القدر.</translation>
    </message>
    <message>
        <source>The same of Haar, which ships with Facet: measured alike, to compare with.</source>
        <translation>الأمر نفسه لـ Haar الذي يأتي مع Facet: قيس بالطريقة نفسها للمقارنة.</translation>
    </message>
    <message>
        <source>Of a face and something else, how often the face is rated higher. 50 % would be chance.</source>
        <translation>بين وجه وشيء آخر، كم مرة يُقيَّم الوجه أعلى. 50 % تعني المصادفة.</translation>
    </message>
    <message>
        <source>How far its points lie from the true ones on average; 100 % would be the distance between the eyes. Lower is better.</source>
        <translation>كم تبعد نقاطه عن الحقيقية في المتوسط؛ 100 % هي المسافة بين العينين. الأقل أفضل.</translation>
    </message>
    <message>
        <source>How much of its box and the true one is common to both; 100 % if they are the same.</source>
        <translation>كم يشترك إطاره والإطار الحقيقي؛ 100 % إن تطابقا.</translation>
    </message>
    <message>
        <source>How alike its numbers for a face and those of the model that it learned from are: 1 is the same, 0 has nothing in common.</source>
        <translation>مدى تشابه أرقامه لوجه مع أرقام النموذج الذي تعلّم منه: 1 متطابقة، و0 لا شيء مشترك.</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} من الصور</translation>
    </message>
    <message>
        <source>pictures of strangers</source>
        <translation>صور غرباء</translation>
    </message>
    <message>
        <source>the gallery&apos;s own pictures</source>
        <translation>صور المعرض نفسه</translation>
    </message>
    <message>
        <source>LFW, people set aside for this</source>
        <translation>LFW، أشخاص محجوزون لهذا</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with up to {most} pictures each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data}: {people:,} مسجَّلون بما يصل إلى {most} صور لكل منهم، ويجوز أن يُسمّى نحو غريب من كل {strangers:,}</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with one picture each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data}: {people:,} مسجَّلون بصورة واحدة لكل منهم، ويجوز أن يُسمّى نحو غريب من كل {strangers:,}</translation>
    </message>
    <message>
        <source>cross-validation in {count} parts</source>
        <translation>تحقق متقاطع في {count} أجزاء</translation>
    </message>
    <message>
        <source>test</source>
        <translation>اختبار</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from yet, but by which a setting was chosen ({chosen}); the values may be a little too good. Afterwards it learned from these pictures too.</source>
        <translation>قيس على صور لم يكن قد تعلّم منها بعد، لكن اختير بها أحد الإعدادات ({chosen})؛ قد تكون القيم أفضل قليلًا من الواقع. ثم تعلّم من هذه الصور أيضًا.</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>تحقق</translation>
    </message>
    <message>
        <source>held-out rows of Training</source>
        <translation>صفوف محجوزة من Training</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>اختبار</translation>
    </message>
    <message>
        <source>Measured on pictures that were kept aside and used for nothing else.</source>
        <translation>قيس على صور محجوزة لم تُستخدم لشيء آخر.</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>تحقق</translation>
    </message>
    <message>
        <source>kept aside</source>
        <translation>محجوزة</translation>
    </message>
    <message>
        <source>Kept aside</source>
        <translation>محجوزة</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from.</source>
        <translation>قيس على صور لم يتعلّم منها.</translation>
    </message>
    <message>
        <source>Held-out rows</source>
        <translation>صفوف محجوزة</translation>
    </message>
    <message>
        <source>Measured on pictures that it did not learn from, but by which its settings were chosen; the values may be a little too good.</source>
        <translation>قيس على صور لم يتعلم منها، لكن اختيرت بها إعداداته؛ قد تكون القيم أفضل قليلًا من الواقع.</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>تحقق متقاطع</translation>
    </message>
    <message>
        <source>It learned several times, each time without one part of the pictures, and was measured on that part.</source>
        <translation>تعلّم عدة مرات، كل مرة دون جزء من الصور، وقيس على ذلك الجزء.</translation>
    </message>
    <message>
        <source>Run as its makers published it.</source>
        <translation>يُشغَّل كما نشره صانعوه.</translation>
    </message>
    <message>
        <source>boxes of faces with five points</source>
        <translation>إطارات الوجوه مع خمس نقاط</translation>
    </message>
    <message>
        <source>whole pictures of any size, and single faces to be named</source>
        <translation>صور كاملة بأي حجم، ووجوه مفردة يُراد تسميتها</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>الحجم</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Lies at</source>
        <translation>موجود في</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures, where it is chosen.</source>
        <translation>تسأله صفحة «الصور» عن صور كاملة، حيث يُختار.</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>تسأله صفحة «الصور» عن صور كاملة.</translation>
    </message>
    <message>
        <source>How alike strangers look to it is not known, so it can&apos;t give names.</source>
        <translation>لا يُعرف مدى تشابه الغرباء في نظره، فلا يمكنه إعطاء أسماء.</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: the emotion model already tells happy from sad. It is here to compare with, on the command line.</source>
        <translation>لا تستخدمه صفحات Facet، فنموذج الانفعالات يميّز السعيد من الحزين أصلًا. هو هنا للمقارنة به، من سطر الأوامر.</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: none of them asks for “{task}”. The command line does.</source>
        <translation>لا تستخدمه صفحات Facet: لا تسأل أي منها عن «{task}». يُستخدم من سطر الأوامر.</translation>
    </message>
    <message>
        <source>{command} (“Lies at” below says where FILE is)</source>
        <translation>{command} (يبيّن «موجود في» أدناه مكان FILE)</translation>
    </message>
    <message>
        <source>There are more: `facet doctor` names them all.</source>
        <translation>هناك المزيد: يسمّيها `facet doctor` كلها.</translation>
    </message>
    <message>
        <source>These model files are not used:</source>
        <translation>ملفات النماذج هذه لا تُستخدم:</translation>
    </message>
    <message>
        <source>did not run</source>
        <translation>لم يعمل</translation>
    </message>
    <message>
        <source>{median:.2f} ms (slowest of twenty: {slow:.2f})</source>
        <translation>{median:.2f} ms (أبطأ عشرين: {slow:.2f})</translation>
    </message>
    <message>
        <source>A graphics card is there, and the model does not run on it.</source>
        <translation>توجد بطاقة رسومات، ولا يعمل النموذج عليها.</translation>
    </message>
    <message>
        <source>{asked} was asked for, and the model does not run on it.</source>
        <translation>طُلب {asked}، ولا يعمل النموذج عليه.</translation>
    </message>
    <message>
        <source>It runs on the CPU instead.</source>
        <translation>يعمل على CPU بدلًا من ذلك.</translation>
    </message>
    <message>
        <source>Finding faces, beside Haar</source>
        <translation>العثور على الوجوه، إلى جانب Haar</translation>
    </message>
    <message>
        <source>{asked} gives other answers than the CPU.</source>
        <translation>يعطي {asked} نتائج غير نتائج CPU.</translation>
    </message>
    <message>
        <source>Choose the CPU in the settings.</source>
        <translation>اختر CPU في الإعدادات.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>تلقائي</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>لم يُحسب</translation>
    </message>
    <message>
        <source>Says whether a face smiles. It learned emotions first, from FER2013 with the votes of FER+, then smiles, from GENKI-4K. Where no face is found, it looks at the whole picture.</source>
        <translation>يقول هل يبتسم الوجه. تعلّم الانفعالات أولًا، من FER2013 بأصوات FER+، ثم الابتسام، من GENKI-4K. وحيث لا يُعثر على وجه ينظر إلى الصورة كلها.</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as the people would who voted for FER+. Colour does not count. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>يقول أيّ سبعة انفعالات يُظهره الوجه، كما يقول من صوّتوا في FER+. اللون لا يُحسب. وحيث لا يكون متيقّنًا بما يكفي يقول «غير متيقّن».</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as FER2013&apos;s own labels would: good for comparing with published figures. “emotion” follows the votes of several people for each face instead. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>يقول أيّ سبعة انفعالات يُظهره الوجه، كما في تسميات FER2013 نفسها: يصلح للمقارنة بالأرقام المنشورة. أما «emotion» فيتبع أصوات عدة أشخاص لكل وجه. وحيث لا يكون متيقّنًا بما يكفي يقول «غير متيقّن».</translation>
    </message>
    <message>
        <source>Says whether a photo shows somebody happy or sad, the task of a well-known tutorial. It learned emotions first. Where no face is found, it looks at the whole picture.</source>
        <translation>يقول هل تُظهر الصورة شخصًا سعيدًا أم حزينًا، وهي مهمة درس معروف. تعلّم الانفعالات أولًا. وحيث لا يُعثر على وجه ينظر إلى الصورة كلها.</translation>
    </message>
    <message>
        <source>Follows faces from picture to picture: says whether a part of the picture holds a face, and where its eyes, nose and corners of the mouth are. It learned from YuNet&apos;s answers.</source>
        <translation>يتتبّع الوجوه من صورة إلى صورة: يقول هل في جزء من الصورة وجه، وأين عيناه وأنفه وزاويتا فمه. تعلّم من إجابات YuNet.</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine. It learned from SFace&apos;s answers; SFace itself is surer.</source>
        <translation>يميّز الأشخاص بـ 128 رقمًا لكل وجه تُقارن بجيب التمام. تعلّم من إجابات SFace، وSFace نفسه أوثق.</translation>
    </message>
    <message>
        <source>It was made smaller afterwards: it counts in whole numbers of 8 bits.</source>
        <translation>صُغّر بعد ذلك: يحسب بأعداد صحيحة من 8 بت.</translation>
    </message>
    <message>
        <source>Afterwards it learned from the pictures in “{data}” too.</source>
        <translation>ثم تعلّم من صور «{data}» أيضًا.</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” a picture shows.</source>
        <translation>يقول أي فئة من فئات «{data}» تُظهرها الصورة.</translation>
    </message>
    <message>
        <source>A picture of anything else gets one of these answers too.</source>
        <translation>وصورة أي شيء آخر تُعطى أيضًا إحدى هذه الإجابات.</translation>
    </message>
    <message>
        <source>Says which breed the dog in a picture is.</source>
        <translation>يقول ما سلالة الكلب الذي في الصورة.</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” it sees. It learned from these pictures alone, and from no others before.</source>
        <translation>يقول أي فئة من فئات «{data}» يراها. تعلّم من هذه الصور وحدها، ولم يتعلّم من غيرها قبلها.</translation>
    </message>
    <message>
        <source>Says who of {count} people somebody is.</source>
        <translation>يقول من هو الشخص من بين {count} من الأشخاص.</translation>
    </message>
    <message>
        <source>On the pictures that were kept aside, the gallery by itself was right in {share}.</source>
        <translation>في الصور المحجوزة أصاب المعرض وحده في {share}.</translation>
    </message>
    <message>
        <source>How often a stranger gets a name was not measured.</source>
        <translation>لم يُقس كم مرة يُعطى الغريب اسمًا.</translation>
    </message>
    <message>
        <source>Says who of the people in “{data}” somebody is.</source>
        <translation>يقول من هو الشخص من بين أشخاص «{data}».</translation>
    </message>
    <message>
        <source>A stranger gets one of these names too.</source>
        <translation>الغريب أيضًا يُعطى أحد هذه الأسماء.</translation>
    </message>
    <message>
        <source>It is a small classifier, trained on what {network} sees in a picture; {network} itself was not changed.</source>
        <translation>هو مصنِّف صغير دُرّب على ما تراه شبكة {network} في الصورة؛ ولم تتغيّر {network} نفسها.</translation>
    </message>
    <message>
        <source>The pictures come from ImageNet, from which {network} learned: it may know these very pictures, and its figures may be too good.</source>
        <translation>الصور من ImageNet، ومنها تعلّمت شبكة {network}: فقد تعرف هذه الصور بعينها، وقد تكون أرقامها أفضل من الواقع.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source> Add a model…</source>
        <translation> إضافة نموذج…</translation>
    </message>
    <message>
        <source>A model is being downloaded.</source>
        <translation>يجري تنزيل نموذج.</translation>
    </message>
    <message>
        <source>%s is asked about whole photos from now on.</source>
        <translation>يُسأل %s عن صور كاملة من الآن.</translation>
    </message>
    <message>
        <source>Show photos</source>
        <translation>عرض الصور</translation>
    </message>
    <message>
        <source>%s finds faces from now on.</source>
        <translation>يعثر %s على الوجوه من الآن.</translation>
    </message>
    <message>
        <source>%s tells people apart from now on.</source>
        <translation>يميّز %s بين الأشخاص من الآن.</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>يجيب %1 عن «%2» من الآن.</translation>
    </message>
    <message>
        <source>%s is not asked any more.</source>
        <translation>لم يعد %s يُسأل.</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>جارٍ القياس…</translation>
    </message>
    <message>
        <source>Downloading %1 (%2)…</source>
        <translation>جارٍ تنزيل %1 (%2)…</translation>
    </message>
    <message>
        <source>%s is here.</source>
        <translation>وصل %s.</translation>
    </message>
    <message>
        <source>%s was removed.</source>
        <translation>أُزيل %s.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>%s is among your models.</source>
        <translation>صار %s بين نماذجك.</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>جارٍ الإنهاء…</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>إضافة نموذج</translation>
    </message>
    <message>
        <source>Models (*.onnx)</source>
        <translation>نماذج (*.onnx)</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>What answers the questions about faces, how well, and how fast here.</source>
        <translation>ما يجيب عن الأسئلة عن الوجوه، ومدى جودته وسرعته هنا.</translation>
    </message>
    <message>
        <source>Add a model…</source>
        <translation>إضافة نموذج…</translation>
    </message>
    <message>
        <source>Add an ONNX file, or drop one here; without a card you write one</source>
        <translation>أضف ملف ONNX أو أفلته هنا؛ إن لم تكن له بطاقة فاكتبها</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Who is this?</source>
        <translation>من هذا؟</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>الوجه</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>&amp;Name</source>
        <translation>الا&amp;سم</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>Who this is</source>
        <translation>من هذا</translation>
    </message>
    <message>
        <source>Whom Facet knows</source>
        <translation>من يعرفهم Facet</translation>
    </message>
</context>
<context>
    <name>NamesDesk</name>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
</context>
<context>
    <name>NewView</name>
    <message>
        <source> Start training</source>
        <translation> بدء التدريب</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>اختيار المجلد…</translation>
    </message>
    <message>
        <source>or drop it here</source>
        <translation>أو أفلته هنا</translation>
    </message>
    <message>
        <source>A further folder…</source>
        <translation>مجلد آخر…</translation>
    </message>
    <message>
        <source>Start it; Facet can be used meanwhile</source>
        <translation>بدؤه؛ يمكن استخدام Facet في هذه الأثناء</translation>
    </message>
    <message>
        <source>What to learn</source>
        <translation>ما يُتعلَّم</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>اختيار مجلد الصور</translation>
    </message>
    <message>
        <source>Choose a further folder; it may be left out</source>
        <translation>اختيار مجلد آخر؛ يمكن تركه</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>بدء التدريب</translation>
    </message>
</context>
<context>
    <name>NotFaces</name>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>What can be done about it</source>
        <translation>ما الذي يمكن فعله</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>إغلاق هذه الرسالة</translation>
    </message>
</context>
<context>
    <name>Number</name>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
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
        <translation>طريقة التدريب</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>خيارات أخرى</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>الصورة كلها</translation>
    </message>
    <message>
        <source>The face in it</source>
        <translation>الوجه الذي فيها</translation>
    </message>
    <message>
        <source>Solved at once</source>
        <translation>تُحَلّ دفعة واحدة</translation>
    </message>
    <message>
        <source>Learned in rounds</source>
        <translation>تُتعلَّم في دورات</translation>
    </message>
    <message>
        <source>As the recipe has it</source>
        <translation>كما في الوصفة</translation>
    </message>
    <message>
        <source>A network that has seen many pictures before.</source>
        <translation>شبكة رأت صورًا كثيرة من قبل.</translation>
    </message>
    <message>
        <source>How often every picture is seen.</source>
        <translation>عدد مرات رؤية كل صورة.</translation>
    </message>
    <message>
        <source>As name=value, apart by spaces. There are: %s.</source>
        <translation>بصيغة name=value، مفصولة بمسافات. المتاح: %s.</translation>
    </message>
    <message>
        <source>Show the settings that a beginner need not touch</source>
        <translation>عرض الإعدادات التي لا يحتاج المبتدئ إلى تغييرها</translation>
    </message>
    <message>
        <source>Builds on</source>
        <translation>يُبنى على</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>ينظر إلى</translation>
    </message>
    <message>
        <source>Faces are found and cut out as in the live view.</source>
        <translation>يُعثر على الوجوه وتُقصّ كما في المشاهدة المباشرة.</translation>
    </message>
    <message>
        <source>Rounds (epochs)</source>
        <translation>الدورات (epochs)</translation>
    </message>
    <message>
        <source>Other options</source>
        <translation>خيارات غيرها</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>يعمل على</translation>
    </message>
    <message>
        <source>Every picture is seen once, and that is enough.</source>
        <translation>تُرى كل صورة مرة واحدة، وهذا يكفي.</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card that works.</source>
        <translation>«تلقائي» يختار بطاقة رسومات صالحة للعمل.</translation>
    </message>
    <message>
        <source>Last layer</source>
        <translation>الطبقة الأخيرة</translation>
    </message>
    <message>
        <source>Solved at once is quick, and best for few pictures.</source>
        <translation>الحل دفعة واحدة سريع، وهو الأفضل للصور القليلة.</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>عدد الصور في الخطوة</translation>
    </message>
    <message>
        <source>More need more memory.</source>
        <translation>العدد الأكبر يحتاج إلى ذاكرة أكثر.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>معدل التعلّم</translation>
    </message>
    <message>
        <source>The highest of the schedule.</source>
        <translation>الأعلى في الجدول.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>البذرة</translation>
    </message>
    <message>
        <source>Decides the split and the first weights.</source>
        <translation>تحدد التقسيم والأوزان الأولى.</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>توقف مبكر بعد</translation>
    </message>
    <message>
        <source>Rounds without a better one; 0 for never.</source>
        <translation>عدد الدورات دون تحسّن؛ 0 يعني أبدًا.</translation>
    </message>
    <message>
        <source>None needed</source>
        <translation>لا حاجة</translation>
    </message>
</context>
<context>
    <name>PageRail</name>
    <message>
        <source>Pages</source>
        <translation>الصفحات</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>People</source>
        <translation>الأشخاص</translation>
    </message>
    <message>
        <source>See, add and correct whom Facet knows by face</source>
        <translation>رؤية من يعرفهم Facet بوجوههم وإضافتهم وتصحيحهم</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>الصور</translation>
    </message>
    <message>
        <source>See every face of many photos</source>
        <translation>رؤية كل وجه في صور كثيرة</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>التسجيلات</translation>
    </message>
    <message>
        <source>Watch, correct and export what was recorded</source>
        <translation>مشاهدة ما سُجّل وتصحيحه وتصديره</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>التدريب</translation>
    </message>
    <message>
        <source>Train a model on your own pictures</source>
        <translation>تدريب نموذج على صورك</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>See, choose, add and measure the models</source>
        <translation>رؤية النماذج واختيارها وإضافتها وقياسها</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Change how Facet works and looks</source>
        <translation>تغيير عمل Facet ومظهره</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Undone: {said}.</source>
        <translation>تم التراجع: {said}.</translation>
    </message>
    <message>
        <source>Done again: {said}.</source>
        <translation>تمت الإعادة: {said}.</translation>
    </message>
    <message>
        <source>Kept: this is not {name}.</source>
        <translation>حُفظ: هذا ليس {name}.</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>صار {name} معروفًا من الآن.</translation>
    </message>
    <message>
        <source>Added to {name}, who has {count} pictures now.</source>
        <translation>أُضيف إلى {name}، ولديه الآن {count} من الصور.</translation>
    </message>
    <message>
        <source>{count} unlike the others, or badly seen, were set aside.</source>
        <translation>نُحّي {count} من الصور لأنها تختلف عن غيرها أو لا تُرى جيدًا.</translation>
    </message>
    <message>
        <source>It is unlike their other pictures: undo this if it was a slip.</source>
        <translation>لا تشبه صوره الأخرى: تراجَع إن كان ذلك سهوًا.</translation>
    </message>
    <message>
        <source>Facet takes the face for {name}: undo this if the two are one person.</source>
        <translation>يحسب Facet هذا الوجه {name}: تراجع عن هذا إن كانا شخصًا واحدًا.</translation>
    </message>
    <message>
        <source>Done: {said}.</source>
        <translation>تم: {said}.</translation>
    </message>
    <message>
        <source>Pictures of the face, numbers made from them and the name, on this computer</source>
        <translation>صور الوجه والأرقام المستخرجة منها والاسم، على هذا الحاسوب</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>صورة واحدة</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} من الصور</translation>
    </message>
    <message>
        <source>seen today</source>
        <translation>شوهد اليوم</translation>
    </message>
    <message>
        <source>seen yesterday</source>
        <translation>شوهد أمس</translation>
    </message>
    <message>
        <source>seen {days} days ago</source>
        <translation>شوهد قبل {days} من الأيام</translation>
    </message>
    <message>
        <source>seen on {date}</source>
        <translation>شوهد في {date}</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>الأمام</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>اليسار</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>اليمين</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>الأعلى</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>الأسفل</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>ابتسامة</translation>
    </message>
    <message>
        <source>Every side is covered.</source>
        <translation>كل الجهات مغطاة.</translation>
    </message>
    <message>
        <source>From these pictures no pose can be told. The camera&apos;s guided pictures cover all sides.</source>
        <translation>لا يمكن معرفة أي وضعية من هذه الصور. صور الكاميرا الموجّهة تغطي كل الجهات.</translation>
    </message>
    <message>
        <source>Not covered: {sides}. Turned that way, the face may stay unknown.</source>
        <translation>غير مغطى: {sides}. قد يبقى الوجه مجهولًا حين يلتفت إلى هناك.</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>مُنحّاة</translation>
    </message>
    <message>
        <source>Picture: {quality}</source>
        <translation>الصورة: {quality}</translation>
    </message>
    <message>
        <source>Like the others: {score}</source>
        <translation>الشبه بالبقية: {score}</translation>
    </message>
    <message>
        <source>Nearest stranger: {score}</source>
        <translation>أقرب غريب: {score}</translation>
    </message>
    <message>
        <source>A name needs {bar}</source>
        <translation>يحتاج الاسم إلى {bar}</translation>
    </message>
    <message>
        <source>Set aside: {why}</source>
        <translation>مُنحّاة: {why}</translation>
    </message>
    <message>
        <source>not recognised</source>
        <translation>لم يُتعرَّف عليها</translation>
    </message>
    <message>
        <source>could be mistaken</source>
        <translation>قد تلتبس</translation>
    </message>
    <message>
        <source>Strangers who would get the name by this picture alone: {count} of {asked}</source>
        <translation>الغرباء الذين كانوا سيُعطون الاسم بهذه الصورة وحدها: {count} من {asked}</translation>
    </message>
    <message>
        <source>“Could be mistaken”: unusually many strangers look like that picture. If there are better ones, set it aside.</source>
        <translation>«قد تلتبس»: عدد غير معتاد من الغرباء يشبه تلك الصورة. إن وُجدت أفضل منها فنحِّها.</translation>
    </message>
    <message>
        <source>Each of these {count} pictures is recognised by the others.</source>
        <translation>كل من هذه الصور ({count}) تُعرف بالأخريات.</translation>
    </message>
    <message>
        <source>{missed} of these {count} pictures would not be recognised by the others.</source>
        <translation>{missed} من هذه الصور ({count}) ما كانت لتُعرف بالأخريات.</translation>
    </message>
    <message>
        <source>{pictures} chosen</source>
        <translation>المختار: {pictures}</translation>
    </message>
    <message>
        <source>not seen live yet</source>
        <translation>لم يُشاهد مباشرةً بعد</translation>
    </message>
    <message>
        <source>Added on {date}</source>
        <translation>أُضيف في {date}</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>ما يُحفظ</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>الموافقة</translation>
    </message>
    <message>
        <source>1 stranger in {many}</source>
        <translation>غريب واحد من كل {many}</translation>
    </message>
    <message>
        <source>With this choice about {share}.</source>
        <translation>بهذا الاختيار نحو {share}.</translation>
    </message>
    <message>
        <source>How many stay unnamed can be told once someone has two pictures.</source>
        <translation>يُعرف كم يبقى بلا اسم حين تكون لشخص ما صورتان.</translation>
    </message>
    <message>
        <source>Of {n} pictures of known people {missed} would stay unnamed: too few to tell the share.</source>
        <translation>من {n} من صور الأشخاص المعروفين يبقى {missed} بلا اسم: عددها أقل من أن تُعرف منه النسبة.</translation>
    </message>
    <message>
        <source>About {share} of pictures of known people would stay unnamed ({low} to {high}, by {n} pictures).</source>
        <translation>يبقى نحو {share} من صور الأشخاص المعروفين بلا اسم ({low} إلى {high}، بحسب {n} من الصور).</translation>
    </message>
    <message>
        <source>Fine-tuning was left out.</source>
        <translation>تُرك الضبط الدقيق.</translation>
    </message>
    <message>
        <source>Whether it helps shows once someone has three pictures.</source>
        <translation>تظهر فائدته حين تكون لشخص ما ثلاث صور.</translation>
    </message>
    <message>
        <source>Of {n} pictures held out in turn, {after} get the right name with it ({low} to {high} with 95 % certainty), {before} as it was.</source>
        <translation>من {n} من الصور المحجوزة تباعًا، يُعطى الاسم الصحيح لـ {after} معه ({low} إلى {high} بيقين 95%)، ولـ {before} كما كان.</translation>
    </message>
    <message>
        <source>Fine-tuned, and in use from now on.</source>
        <translation>تم الضبط الدقيق، وهو قيد الاستخدام من الآن.</translation>
    </message>
    <message>
        <source>The gain may be chance, so nothing was changed.</source>
        <translation>قد يكون التحسّن صدفة، فلم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Fine-tuning is no better here, so nothing was changed.</source>
        <translation>الضبط الدقيق ليس أفضل هنا، فلم يتغير شيء.</translation>
    </message>
    <message>
        <source>As before, about {strangers} may get a wrong name.</source>
        <translation>كما من قبل، قد يُعطى نحو {strangers} اسمًا خاطئًا.</translation>
    </message>
    <message>
        <source>A single picture makes the difference: too few to tell.</source>
        <translation>الفارق صورة واحدة: أقل من أن يُعرف منه شيء.</translation>
    </message>
    <message>
        <source>{n} pictures make the difference: too few to tell.</source>
        <translation>الفارق {n} من الصور: أقل من أن يُعرف منه شيء.</translation>
    </message>
    <message>
        <source>{people} people with {pictures} pictures take part. It takes a few seconds.</source>
        <translation>عدد المشاركين {people} وعدد صورهم {pictures}. يستغرق ذلك بضع ثوانٍ.</translation>
    </message>
    <message>
        <source>Facet learns from everyone&apos;s pictures which differences between these faces matter. Often that changes little.</source>
        <translation>يتعلّم Facet من صور الجميع أي الفروق بين هذه الوجوه مهم. وكثيرًا ما لا يغيّر ذلك إلا القليل.</translation>
    </message>
    <message>
        <source>Pictures held out in turn show whether it helps: it is used only where that is sure. With few pictures it seldom is.</source>
        <translation>تُظهر صور محجوزة تباعًا هل يفيد ذلك: ولا يُستخدم إلا حيث يكون ذلك مؤكدًا. ومع صور قليلة نادرًا ما يكون كذلك.</translation>
    </message>
    <message>
        <source>People and pictures stay as they are. “Go back”, in the message afterwards or under “⋯”, brings back the names of before.</source>
        <translation>يبقى الأشخاص والصور كما هم. تعيد «العودة»، في الرسالة بعد ذلك أو تحت «⋯»، الأسماء السابقة.</translation>
    </message>
    <message>
        <source>Another model looks at everyone&apos;s pictures: {done} of {total}.</source>
        <translation>يفحص نموذج آخر صور كل الأشخاص: {done} من {total}.</translation>
    </message>
    <message>
        <source>Until it has seen all, names are given as before.</source>
        <translation>إلى أن يفحصها كلها تُعطى الأسماء كما من قبل.</translation>
    </message>
    <message>
        <source>Undo: {said}</source>
        <translation>تراجع: {said}</translation>
    </message>
    <message>
        <source>Redo: {said}</source>
        <translation>إعادة: {said}</translation>
    </message>
    <message>
        <source>1 picture moved from {name} to {other}</source>
        <translation>نُقلت صورة واحدة من {name} إلى {other}</translation>
    </message>
    <message>
        <source>{count} pictures moved from {name} to {other}</source>
        <translation>عدد الصور المنقولة من {name} إلى {other}: {count}</translation>
    </message>
    <message>
        <source>1 picture added to {name}</source>
        <translation>أُضيفت صورة واحدة إلى {name}</translation>
    </message>
    <message>
        <source>{count} pictures added to {name}</source>
        <translation>عدد الصور المضافة إلى {name}: {count}</translation>
    </message>
    <message>
        <source>1 picture marked as not {name}</source>
        <translation>وُسمت صورة واحدة بأنها ليست {name}</translation>
    </message>
    <message>
        <source>{name} renamed to {other}</source>
        <translation>أُعيدت تسمية {name} إلى {other}</translation>
    </message>
    <message>
        <source>{name} merged into {other}</source>
        <translation>دُمج {name} في {other}</translation>
    </message>
    <message>
        <source>1 picture of {name} set aside</source>
        <translation>نُحّيت صورة واحدة لـ {name}</translation>
    </message>
    <message>
        <source>{count} pictures of {name} set aside</source>
        <translation>عدد الصور المنحّاة لـ {name}: {count}</translation>
    </message>
    <message>
        <source>1 picture of {name} counts again</source>
        <translation>عادت صورة واحدة لـ {name} إلى الحساب</translation>
    </message>
    <message>
        <source>{count} pictures of {name} count again</source>
        <translation>عدد صور {name} التي عادت إلى الحساب: {count}</translation>
    </message>
    <message>
        <source>{count} kept as “not {name}”</source>
        <translation>حُفظ {count} باسم «ليس {name}»</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from them</source>
        <translation>{parts}، والأرقام المستخرجة منها</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from it</source>
        <translation>{parts}، والأرقام المستخرجة منها</translation>
    </message>
    <message>
        <source>The name, the notes on consent, and every noted change that names {name}</source>
        <translation>الاسم، والملاحظات عن الموافقة، وكل تغيير مدوَّن يُذكر فيه {name}</translation>
    </message>
    <message>
        <source>In all recordings: the name, and every answer about {name}</source>
        <translation>في كل التسجيلات: الاسم، وكل نتيجة عن {name}</translation>
    </message>
    <message>
        <source>The whole video of each recording in which {name} was recognised</source>
        <translation>الفيديو الكامل لكل تسجيل تم التعرف فيه على {name}</translation>
    </message>
    <message>
        <source>What stays: your own photo files, snapshots and exported files, and the videos in which {name} was never recognised.</source>
        <translation>ما يبقى: ملفات صورك الخاصة، واللقطات والملفات المصدَّرة، والفيديوهات التي لم يتم التعرف فيها على {name} قط.</translation>
    </message>
    <message>
        <source>Training: {title}</source>
        <translation>التدريب: {title}</translation>
    </message>
    <message>
        <source>Model: {title}</source>
        <translation>النموذج: {title}</translation>
    </message>
    <message>
        <source>Older gallery that can&apos;t be read: {title}</source>
        <translation>معرض قديم تعذّرت قراءته: {title}</translation>
    </message>
    <message>
        <source>1 recording named them.</source>
        <translation>ورد الاسم في تسجيل واحد.</translation>
    </message>
    <message>
        <source>{n} recordings named them.</source>
        <translation>ورد الاسم في {n} من التسجيلات.</translation>
    </message>
    <message>
        <source>The recorded video of 1 recording was deleted.</source>
        <translation>حُذف الفيديو المسجَّل لتسجيل واحد.</translation>
    </message>
    <message>
        <source>The recorded videos of {n} recordings were deleted.</source>
        <translation>حُذفت الفيديوهات المسجَّلة لعدد {n} من التسجيلات.</translation>
    </message>
    <message>
        <source>1 recording can&apos;t be read and may still name them.</source>
        <translation>تعذّرت قراءة تسجيل واحد، وقد يكون الاسم ما زال فيه.</translation>
    </message>
    <message>
        <source>{n} recordings can&apos;t be read and may still name them.</source>
        <translation>تعذّرت قراءة {n} من التسجيلات، وقد يكون الاسم ما زال فيها.</translation>
    </message>
    <message>
        <source>It learned from them: delete it by hand.</source>
        <translation>لقد تعلّم منه: يجب حذفه يدويًا.</translation>
    </message>
    <message>
        <source>{faces} in {photos}, {chosen} chosen.</source>
        <translation>عُثر على {faces} في {photos}، والمختار {chosen}.</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>وجه واحد</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} من الوجوه</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>صورة واحدة</translation>
    </message>
    <message>
        <source>{n} photos</source>
        <translation>{n} من الصور</translation>
    </message>
    <message>
        <source>1 photo gives none: {names}.</source>
        <translation>صورة واحدة لا وجه فيها: {names}.</translation>
    </message>
    <message>
        <source>{n} photos give none: {names}.</source>
        <translation>{n} من الصور لا وجه فيها: {names}.</translation>
    </message>
    <message>
        <source>Looking for faces…</source>
        <translation>جارٍ البحث عن وجوه…</translation>
    </message>
    <message>
        <source>No face was found in these files.</source>
        <translation>لم يُعثر على وجه في هذه الملفات.</translation>
    </message>
    <message>
        <source>Fitting to everyone&apos;s pictures…</source>
        <translation>جارٍ الضبط على صور الجميع…</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>العودة</translation>
    </message>
    <message>
        <source>Names are given as before the last fine-tuning.</source>
        <translation>تُعطى الأسماء كما قبل آخر ضبط دقيق.</translation>
    </message>
    <message>
        <source>Photos of one person</source>
        <translation>صور شخص واحد</translation>
    </message>
    <message>
        <source>No camera was found.</source>
        <translation>لم يُعثر على أي كاميرا.</translation>
    </message>
    <message>
        <source>Plug one in, or add photos instead.</source>
        <translation>صِل كاميرا، أو أضف صورًا بدلًا من ذلك.</translation>
    </message>
    <message>
        <source>Export everyone</source>
        <translation>تصدير الجميع</translation>
    </message>
    <message>
        <source>{count} exported, with their pictures. Keep that file safe.</source>
        <translation>صُدّر {count} مع صورهم. احفظ هذا الملف في مكان آمن.</translation>
    </message>
    <message>
        <source>Import people</source>
        <translation>استيراد أشخاص</translation>
    </message>
    <message>
        <source>{people} new people and {faces} pictures came in.</source>
        <translation>أُضيف {people} من الأشخاص الجدد و {faces} من الصور.</translation>
    </message>
    <message>
        <source>The pictures stay as they are.</source>
        <translation>تبقى الصور كما هي.</translation>
    </message>
    <message>
        <source>{name} is somebody already. If the two are one person, merge them.</source>
        <translation>الاسم {name} لشخص آخر بالفعل. إن كان الاثنان شخصًا واحدًا فادمجهما.</translation>
    </message>
    <message>
        <source>The pictures go there. Someone new gets an entry.</source>
        <translation>تنتقل الصور إلى هناك. ويُنشأ مدخل للشخص الجديد.</translation>
    </message>
    <message>
        <source>{name} is new and gets an entry.</source>
        <translation>الاسم {name} جديد، ويُنشأ له مدخل.</translation>
    </message>
    <message>
        <source>That is whose they are now.</source>
        <translation>هي لهذا الشخص بالفعل.</translation>
    </message>
    <message>
        <source>{name} is known already, with {pictures}.</source>
        <translation>الاسم {name} معروف بالفعل، ولديه {pictures}.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>إعادة التسمية</translation>
    </message>
    <message>
        <source>The picture goes there. Someone new gets an entry.</source>
        <translation>تنتقل الصورة إلى هناك. ويُنشأ مدخل للشخص الجديد.</translation>
    </message>
    <message>
        <source>Whose picture is this?</source>
        <translation>لمن هذه الصورة؟</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>نقل</translation>
    </message>
    <message>
        <source>Whose pictures are these?</source>
        <translation>لمن هذه الصور؟</translation>
    </message>
    <message>
        <source>Delete {pictures}?</source>
        <translation>هل تريد حذف {pictures}؟</translation>
    </message>
    <message>
        <source>With the numbers made from it, for good: there is no way back.</source>
        <translation>مع الأرقام المستخرجة منها، نهائيًا: لا رجعة في ذلك.</translation>
    </message>
    <message>
        <source>With the numbers made from them, for good: there is no way back.</source>
        <translation>مع الأرقام المستخرجة منها، نهائيًا: لا رجعة في ذلك.</translation>
    </message>
    <message>
        <source>Deleted: {pictures}.</source>
        <translation>حُذف: {pictures}.</translation>
    </message>
    <message>
        <source>{name} was erased.</source>
        <translation>مُحي {name}.</translation>
    </message>
    <message>
        <source>No face was found.</source>
        <translation>لم يُعثر على وجه.</translation>
    </message>
    <message>
        <source>Another face</source>
        <translation>وجه آخر</translation>
    </message>
    <message>
        <source>Seen already</source>
        <translation>شوهد من قبل</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>لا يستطيع Facet التمييز بين الأشخاص بعد.</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source> Add someone</source>
        <translation> إضافة شخص</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>لا يستطيع Facet التمييز بين الأشخاص بعد.</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>لا شيء للتراجع عنه</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>لا شيء لإعادته</translation>
    </message>
    <message>
        <source>It takes two people at least</source>
        <translation>يلزم شخصان على الأقل</translation>
    </message>
    <message>
        <source>Names are not fine-tuned now</source>
        <translation>الأسماء ليست مضبوطة ضبطًا دقيقًا الآن</translation>
    </message>
    <message>
        <source>Nobody is known yet</source>
        <translation>لا أحد معروف بعد</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>مدخلان لشخص واحد</translation>
    </message>
    <message>
        <source>There is nobody else to merge with</source>
        <translation>لا يوجد شخص آخر للدمج معه</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>The file can be kept aside, and a new one begun.</source>
        <translation>يمكن حفظ الملف جانبًا وبدء ملف جديد.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>بدء جديد</translation>
    </message>
    <message>
        <source>The old file is kept as %s.</source>
        <translation>حُفظ الملف القديم باسم %s.</translation>
    </message>
    <message>
        <source>Undo, redo, export and import</source>
        <translation>تراجع وإعادة وتصدير واستيراد</translation>
    </message>
    <message>
        <source>&amp;Fine-tune to these people…</source>
        <translation>&amp;ضبط دقيق على هؤلاء الأشخاص…</translation>
    </message>
    <message>
        <source>People</source>
        <translation>الأشخاص</translation>
    </message>
    <message>
        <source>Whom Facet knows by face.</source>
        <translation>من يعرفهم Facet بوجوههم.</translation>
    </message>
    <message>
        <source>Find someone</source>
        <translation>بحث عن شخص</translation>
    </message>
    <message>
        <source>Show only names with these words</source>
        <translation>عرض الأسماء التي فيها هذه الكلمات فقط</translation>
    </message>
    <message>
        <source>Add someone</source>
        <translation>إضافة شخص</translation>
    </message>
    <message>
        <source>From photos or from the camera; photos can also be dropped here</source>
        <translation>من صور أو من الكاميرا؛ يمكن أيضًا إفلات صور هنا</translation>
    </message>
    <message>
        <source>More</source>
        <translation>المزيد</translation>
    </message>
    <message>
        <source>Nobody&apos;s name has these words.</source>
        <translation>لا اسم فيه هذه الكلمات.</translation>
    </message>
    <message>
        <source>From &amp;photos…</source>
        <translation>من &amp;صور…</translation>
    </message>
    <message>
        <source>From the &amp;camera…</source>
        <translation>من ال&amp;كاميرا…</translation>
    </message>
    <message>
        <source>&amp;Go back to before fine-tuning</source>
        <translation>ال&amp;عودة إلى ما قبل الضبط الدقيق</translation>
    </message>
    <message>
        <source>&amp;Export everyone…</source>
        <translation>&amp;تصدير الجميع…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>ا&amp;ستيراد…</translation>
    </message>
</context>
<context>
    <name>PersonList</name>
    <message>
        <source>People</source>
        <translation>الأشخاص</translation>
    </message>
</context>
<context>
    <name>PersonView</name>
    <message>
        <source>The chosen person</source>
        <translation>الشخص المختار</translation>
    </message>
    <message>
        <source>Sides of the face</source>
        <translation>جهات الوجه</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>الصور</translation>
    </message>
    <message>
        <source>{count} marked as not them</source>
        <translation>المحدد بأنه ليس الشخص: {count}</translation>
    </message>
    <message>
        <source>Nothing was noted.</source>
        <translation>لم تُدوَّن ملاحظة.</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>مغطاة</translation>
    </message>
    <message>
        <source>No picture of this side yet</source>
        <translation>لا صورة من هذه الجهة بعد</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>صورة شخصية</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>إضافة صور…</translation>
    </message>
    <message>
        <source>More pictures, from files</source>
        <translation>مزيد من الصور من ملفات</translation>
    </message>
    <message>
        <source>Camera…</source>
        <translation>كاميرا…</translation>
    </message>
    <message>
        <source>More pictures, guided, from the camera</source>
        <translation>مزيد من الصور من الكاميرا بتوجيه</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>إعادة التسمية…</translation>
    </message>
    <message>
        <source>Another name</source>
        <translation>اسم آخر</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>دمج…</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>مدخلان لشخص واحد</translation>
    </message>
    <message>
        <source>Un-merge</source>
        <translation>إلغاء الدمج</translation>
    </message>
    <message>
        <source>Take the last merge back</source>
        <translation>التراجع عن آخر دمج</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>إزالة…</translation>
    </message>
    <message>
        <source>Erase this person for good</source>
        <translation>محو هذا الشخص نهائيًا</translation>
    </message>
</context>
<context>
    <name>PhotoDialog</name>
    <message>
        <source>Click on a face to say who it is.</source>
        <translation>انقر وجهًا لتقول من هو.</translation>
    </message>
    <message>
        <source>Show on the live page</source>
        <translation>عرض في صفحة «مباشر»</translation>
    </message>
    <message>
        <source>Open this photo on the live page</source>
        <translation>فتح هذه الصورة في صفحة «مباشر»</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Back to the faces</source>
        <translation>العودة إلى الوجوه</translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message>
        <source>Can&apos;t be read</source>
        <translation>تعذّرت القراءة</translation>
    </message>
    <message>
        <source>No face found</source>
        <translation>لم يُعثر على وجه</translation>
    </message>
    <message>
        <source>Faces ({count:,})</source>
        <translation>الوجوه ({count:,})</translation>
    </message>
    <message>
        <source>Whole pictures ({count:,})</source>
        <translation>صور كاملة ({count:,})</translation>
    </message>
    <message>
        <source>Without a face ({count:,})</source>
        <translation>بلا وجه ({count:,})</translation>
    </message>
    <message>
        <source>Not readable ({count:,})</source>
        <translation>غير مقروءة ({count:,})</translation>
    </message>
    <message>
        <source>Whole pictures (no model)</source>
        <translation>صور كاملة (لا نموذج)</translation>
    </message>
    <message>
        <source>Any smile</source>
        <translation>أي ابتسامة</translation>
    </message>
    <message>
        <source>Any emotion</source>
        <translation>أي انفعال</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>أي شخص</translation>
    </message>
    <message>
        <source>Any answer</source>
        <translation>أي نتيجة</translation>
    </message>
    <message>
        <source>Any {task}</source>
        <translation>أي {task}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>مجهول</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>غير متيقّن</translation>
    </message>
    <message>
        <source>&lt; 1 %</source>
        <translation>أقل من 1%</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>صورة</translation>
    </message>
    <message>
        <source>photos</source>
        <translation>صور</translation>
    </message>
    <message>
        <source>face</source>
        <translation>وجه</translation>
    </message>
    <message>
        <source>faces</source>
        <translation>وجوه</translation>
    </message>
    <message>
        <source>{count:,} without a face</source>
        <translation>بلا وجه: {count:,}</translation>
    </message>
    <message>
        <source>{count:,} not readable</source>
        <translation>غير مقروءة: {count:,}</translation>
    </message>
    <message>
        <source>{shown:,} of {whole:,} shown</source>
        <translation>يُعرض {shown:,} من {whole:,}</translation>
    </message>
    <message>
        <source>{count:,} cards chosen</source>
        <translation>البطاقات المختارة: {count:,}</translation>
    </message>
    <message>
        <source>{count:,} faces chosen</source>
        <translation>الوجوه المختارة: {count:,}</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>جارٍ البحث عن صور…</translation>
    </message>
    <message>
        <source>Asking about {done:,} of {whole:,}</source>
        <translation>جارٍ السؤال عن {done:,} من {whole:,}</translation>
    </message>
    <message>
        <source>Unsure: {label} is likeliest, but only at {share}</source>
        <translation>غير متيقّن: الأرجح {label}، لكن بنسبة {share} فقط</translation>
    </message>
    <message>
        <source>Reading {done:,} of {whole:,}</source>
        <translation>جارٍ قراءة {done:,} من {whole:,}</translation>
    </message>
    <message>
        <source>{count:.0f} min left</source>
        <translation>بقي {count:.0f} د</translation>
    </message>
    <message>
        <source>{count:.0f} s left</source>
        <translation>بقي {count:.0f} ث</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>الصورة كلها</translation>
    </message>
    <message>
        <source>No label is likely enough to say.</source>
        <translation>لا تصنيف مرجّح بما يكفي ليُقال.</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>النموذج: {name}</translation>
    </message>
    <message>
        <source>{faces:,} of {all_faces:,} faces, {photos:,} of {all_photos:,} photos</source>
        <translation>{faces:,} من {all_faces:,} من الوجوه، {photos:,} من {all_photos:,} من الصور</translation>
    </message>
    <message>
        <source>Double-click: the whole photo. Right-click: say who this is.</source>
        <translation>نقر مزدوج: الصورة كاملة. نقر بالزر الأيمن: قول من هذا.</translation>
    </message>
    <message>
        <source>Double-click: the whole photo.</source>
        <translation>نقر مزدوج: الصورة كاملة.</translation>
    </message>
    <message>
        <source>1 face on this page got a name.</source>
        <translation>حصل وجه واحد في هذه الصفحة على اسم.</translation>
    </message>
    <message>
        <source>{count} faces on this page got a name.</source>
        <translation>حصل {count} من الوجوه في هذه الصفحة على اسم.</translation>
    </message>
    <message>
        <source>1 face on this page lost its name.</source>
        <translation>فقد وجه واحد في هذه الصفحة اسمه.</translation>
    </message>
    <message>
        <source>{count} faces on this page lost their names.</source>
        <translation>فقد {count} من الوجوه في هذه الصفحة أسماءها.</translation>
    </message>
    <message>
        <source>1 face is taken away here. The photo stays as it is.</source>
        <translation>أُبعد وجه واحد من هنا. تبقى الصورة كما هي.</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photo stays as it is.</source>
        <translation>أُبعد {count:,} من الوجوه من هنا. تبقى الصورة كما هي.</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photos stay as they are.</source>
        <translation>أُبعد {count:,} من الوجوه من هنا. تبقى الصور كما هي.</translation>
    </message>
    <message>
        <source>1 face is back.</source>
        <translation>عاد وجه واحد.</translation>
    </message>
    <message>
        <source>{count:,} faces are back.</source>
        <translation>عاد {count:,} من الوجوه.</translation>
    </message>
    <message>
        <source>Such a model always answers with one of its classes, even for a picture of something else.</source>
        <translation>يجيب نموذج كهذا دائمًا بإحدى فئاته، حتى عن صورة لشيء آخر.</translation>
    </message>
    <message>
        <source>Stopped before all photos were read.</source>
        <translation>توقف قبل قراءة كل الصور.</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about {count:,} of {whole:,} photos.</source>
        <translation>توقف: لم يُسأل النموذج عن {count:,} من أصل {whole:,} من الصور.</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about the photo.</source>
        <translation>توقف: لم يُسأل النموذج عن الصورة.</translation>
    </message>
    <message>
        <source>Stopped: the photo was not read.</source>
        <translation>توقف: لم تُقرأ الصورة.</translation>
    </message>
    <message>
        <source>Stopped: 1 of {whole:,} photos was not read.</source>
        <translation>توقف: بقيت صورة واحدة من أصل {whole:,} دون قراءة.</translation>
    </message>
    <message>
        <source>Stopped: {count:,} of {whole:,} photos were not read.</source>
        <translation>توقف: بقي {count:,} من أصل {whole:,} من الصور دون قراءة.</translation>
    </message>
    <message>
        <source>Ask about the rest</source>
        <translation>السؤال عن الباقي</translation>
    </message>
    <message>
        <source>Read the rest</source>
        <translation>قراءة الباقي</translation>
    </message>
</context>
<context>
    <name>PhotosDialog</name>
    <message>
        <source>Add someone from photos</source>
        <translation>إضافة شخص من صور</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Choose a face first</source>
        <translation>اختر وجهًا أولًا</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>الوجوه التي عُثر عليها</translation>
    </message>
    <message>
        <source>Which faces are theirs?</source>
        <translation>أي الوجوه له؟</translation>
    </message>
</context>
<context>
    <name>PhotosPage</name>
    <message>
        <source>Photos</source>
        <translation>الصور</translation>
    </message>
    <message>
        <source>Every face in your photos, with its answers.</source>
        <translation>كل وجه في صورك مع نتائجه.</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>اختيار مجلد صور</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>إضافة صور…</translation>
    </message>
    <message>
        <source>Look at more photos</source>
        <translation>فحص صور أخرى</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>إضافة مجلد…</translation>
    </message>
    <message>
        <source>Look at a folder, and the folders in it</source>
        <translation>فحص مجلد والمجلدات التي فيه</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>تصدير</translation>
    </message>
    <message>
        <source>Save what is shown as a table, as JSON or as pictures</source>
        <translation>حفظ ما يُعرض جدولًا أو بصيغة JSON أو صورًا</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>مسح</translation>
    </message>
    <message>
        <source>Take all cards away; the photos themselves stay</source>
        <translation>إبعاد كل البطاقات؛ تبقى الصور نفسها</translation>
    </message>
    <message>
        <source>Progress of reading</source>
        <translation>تقدّم القراءة</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Stop reading; the faces found so far stay</source>
        <translation>إيقاف القراءة؛ تبقى الوجوه التي عُثر عليها حتى الآن</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>جدول (CSV)…</translation>
    </message>
    <message>
        <source>Data (JSON)…</source>
        <translation>بيانات (JSON)…</translation>
    </message>
    <message>
        <source>Pictures with boxes…</source>
        <translation>صور مع الإطارات…</translation>
    </message>
</context>
<context>
    <name>PictureActs</name>
    <message>
        <source>Choose pictures to set aside, to delete, or to move to someone else.</source>
        <translation>اختر صورًا لتنحيتها أو حذفها أو نقلها إلى شخص آخر.</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>تنحية</translation>
    </message>
    <message>
        <source>They count no more, and can be brought back</source>
        <translation>لا تُحتسب بعد ذلك، ويمكن إعادتها</translation>
    </message>
    <message>
        <source>Let them count again</source>
        <translation>احتسابها من جديد</translation>
    </message>
    <message>
        <source>They were set aside</source>
        <translation>كانت مُنحّاة</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>هذا شخص آخر…</translation>
    </message>
    <message>
        <source>Move them to someone known or new</source>
        <translation>نقلها إلى شخص معروف أو جديد</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>حذف…</translation>
    </message>
    <message>
        <source>Erase them for good</source>
        <translation>محوها نهائيًا</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>إلغاء الاختيار</translation>
    </message>
    <message>
        <source>Leave the pictures as they are</source>
        <translation>ترك الصور كما هي</translation>
    </message>
</context>
<context>
    <name>PictureBar</name>
    <message>
        <source>The whole picture is asked about by</source>
        <translation>ما يُسأل عن الصورة كلها</translation>
    </message>
    <message>
        <source>A model that says what a photo shows as a whole</source>
        <translation>نموذج يقول ما تُظهره الصورة ككل</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>الصورة كلها</translation>
    </message>
    <message>
        <source>Nothing is asked</source>
        <translation>لا يُسأل شيء</translation>
    </message>
    <message>
        <source>Choose a model to see what each photo shows.</source>
        <translation>اختر نموذجًا لترى ما تُظهره كل صورة.</translation>
    </message>
    <message>
        <source>{some} and {count:,} more</source>
        <translation>{some} و {count:,} غيرها</translation>
    </message>
    <message>
        <source>Always answers with one of its {count:,} classes, even for a picture of something else: {some}</source>
        <translation>يجيب دائمًا بإحدى فئاته ({count:,})، حتى عن صورة لشيء آخر: {some}</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation>صورة</translation>
    </message>
</context>
<context>
    <name>Portrait</name>
    <message>
        <source>Portrait</source>
        <translation>صورة شخصية</translation>
    </message>
</context>
<context>
    <name>PositionSlider</name>
    <message>
        <source>Position</source>
        <translation>الموضع</translation>
    </message>
    <message>
        <source>Position in the video</source>
        <translation>الموضع في الفيديو</translation>
    </message>
</context>
<context>
    <name>Record</name>
    <message>
        <source>Kept on this computer only, in {folder}: when which face was where in the picture, its name where it has one, and what smile and emotion were read from it.</source>
        <translation>يُحفظ على هذا الحاسوب فقط، في {folder}: متى كان كل وجه وأين في الصورة، واسمه إن كان له اسم، وما قُرئ منه من ابتسامة وانفعال.</translation>
    </message>
    <message>
        <source>The picture is kept too: everyone in view can be recognised in it.</source>
        <translation>تُحفظ الصورة أيضًا: يمكن التعرف فيها على كل من يظهر.</translation>
    </message>
    <message>
        <source>No picture and no sound are kept.</source>
        <translation>لا تُحفظ صورة ولا صوت.</translation>
    </message>
    <message>
        <source>Tell the people in view, and record only if they agree.</source>
        <translation>أخبر من يظهرون، ولا تسجّل إلا إن وافقوا.</translation>
    </message>
    <message>
        <source>Recording answers, without the picture.</source>
        <translation>جارٍ تسجيل النتائج، دون الصورة.</translation>
    </message>
    <message>
        <source>Recording answers and the picture.</source>
        <translation>جارٍ تسجيل النتائج والصورة.</translation>
    </message>
    <message>
        <source>{key} sets a marker.</source>
        <translation>يضع {key} علامة.</translation>
    </message>
    <message>
        <source>{key} ends it.</source>
        <translation>ينهيه {key}.</translation>
    </message>
    <message>
        <source>Marker at {time}</source>
        <translation>علامة عند {time}</translation>
    </message>
    <message>
        <source>Recorded {time}.</source>
        <translation>سُجّل {time}.</translation>
    </message>
    <message>
        <source>{count} pictures were left out: the disk was too slow.</source>
        <translation>تُرك {count} من الصور: كان القرص بطيئًا جدًا.</translation>
    </message>
    <message>
        <source>The answers are whole; {count} pictures were left out: the disk was too slow.</source>
        <translation>النتائج كاملة؛ تُرك {count} من الصور: كان القرص بطيئًا جدًا.</translation>
    </message>
    <message>
        <source>Photos are not recorded: the Photos page keeps their answers.</source>
        <translation>لا تُسجَّل الصور الفوتوغرافية: صفحة «الصور» تحفظ نتائجها.</translation>
    </message>
    <message>
        <source>Watch something first</source>
        <translation>شاهد شيئًا أولًا</translation>
    </message>
</context>
<context>
    <name>RecordButton</name>
    <message>
        <source>Recording, %s. End it</source>
        <translation>جارٍ التسجيل، %s. إنهاؤه</translation>
    </message>
    <message>
        <source>%s, waiting</source>
        <translation>%s، في الانتظار</translation>
    </message>
    <message>
        <source>Recording, %s. It waits for the source. End it</source>
        <translation>جارٍ التسجيل، %s. ينتظر المصدر. إنهاؤه</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>تسجيل</translation>
    </message>
</context>
<context>
    <name>RecordDesk</name>
    <message>
        <source>End the &amp;recording</source>
        <translation>إنهاء ال&amp;تسجيل</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;تسجيل</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>تسجيل ما يُرى ونتائجه، أو إنهاء التسجيل</translation>
    </message>
    <message>
        <source>The recording waits for the source and goes on when it is back. End it now</source>
        <translation>ينتظر التسجيل المصدر ويتابع عند عودته. إنهاؤه الآن</translation>
    </message>
    <message>
        <source>What was recorded before is kept.</source>
        <translation>يُحفظ ما سُجّل من قبل.</translation>
    </message>
</context>
<context>
    <name>RecordDialog</name>
    <message>
        <source>Record</source>
        <translation>تسجيل</translation>
    </message>
    <message>
        <source>Keep the picture too</source>
        <translation>حفظ الصورة أيضًا</translation>
    </message>
    <message>
        <source>To watch it again, correct names from it and run it with other models</source>
        <translation>لمشاهدته من جديد وتصحيح الأسماء منه وتحليله بنماذج أخرى</translation>
    </message>
    <message>
        <source>Say this each time</source>
        <translation>قول هذا كل مرة</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once; the settings can change it</source>
        <translation>وإلا يبدأ مفتاح التسجيل فورًا؛ يمكن تغيير ذلك في الإعدادات</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Record what Facet sees?</source>
        <translation>تسجيل ما يراه Facet؟</translation>
    </message>
</context>
<context>
    <name>Recording</name>
    <message>
        <source>The date stays with it.</source>
        <translation>يبقى التاريخ معه.</translation>
    </message>
    <message>
        <source>Rename the recording</source>
        <translation>إعادة تسمية التسجيل</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>إعادة التسمية</translation>
    </message>
    <message>
        <source>The recording is called “{title}”.</source>
        <translation>اسم التسجيل الآن «{title}».</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>Delete this recording?</source>
        <translation>حذف هذا التسجيل؟</translation>
    </message>
    <message>
        <source>“{title}” is deleted.</source>
        <translation>حُذف «{title}».</translation>
    </message>
    <message>
        <source>Delete all recordings?</source>
        <translation>حذف كل التسجيلات؟</translation>
    </message>
    <message>
        <source>{n} recordings are deleted.</source>
        <translation>حُذف {n} من التسجيلات.</translation>
    </message>
    <message>
        <source>Marker set at {time}.</source>
        <translation>وُضعت علامة عند {time}.</translation>
    </message>
    <message>
        <source>Marker removed.</source>
        <translation>أُزيلت العلامة.</translation>
    </message>
    <message>
        <source>Export the recording</source>
        <translation>تصدير التسجيل</translation>
    </message>
    <message>
        <source>Writing {name}…</source>
        <translation>جارٍ كتابة {name}…</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>توقف؛ لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>حُفظ {path}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>عرض في المجلد</translation>
    </message>
    <message>
        <source>Running the recording again…</source>
        <translation>جارٍ تحليل التسجيل من جديد…</translation>
    </message>
    <message>
        <source>One thing at a time: wait for it, or cancel it.</source>
        <translation>عمل واحد في كل مرة: انتظره أو ألغه.</translation>
    </message>
    <message>
        <source>In this recording only: without its picture nothing can be learned.</source>
        <translation>في هذا التسجيل فقط: دون صورته لا يمكن تعلّم شيء.</translation>
    </message>
    <message>
        <source>Name the face</source>
        <translation>تسمية الوجه</translation>
    </message>
    <message>
        <source>Named here, but not learned from this picture.</source>
        <translation>سُمّي هنا، لكن لم يُتعلَّم من هذه الصورة.</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} من الصور</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>الوجه {number}</translation>
    </message>
    <message>
        <source>from {start} to {end}</source>
        <translation>من {start} إلى {end}</translation>
    </message>
    <message>
        <source>Can&apos;t be opened</source>
        <translation>تعذّر الفتح</translation>
    </message>
    <message>
        <source>Today, {time}</source>
        <translation>اليوم، {time}</translation>
    </message>
    <message>
        <source>Yesterday, {time}</source>
        <translation>أمس، {time}</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day}، {time}</translation>
    </message>
    <message>
        <source>1 unknown</source>
        <translation>مجهول واحد</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>وجه واحد</translation>
    </message>
    <message>
        <source>{n} unknown</source>
        <translation>{n} من المجهولين</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} من الوجوه</translation>
    </message>
    <message>
        <source>Somebody who was erased</source>
        <translation>شخص مُحي</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>لا أحد</translation>
    </message>
    <message>
        <source>Who was in it was erased: nothing is left to see.</source>
        <translation>مُحي من كان فيه: لم يبقَ ما يُرى.</translation>
    </message>
    <message>
        <source>The picture was deleted: boxes and answers only.</source>
        <translation>حُذفت الصورة: الإطارات والإجابات فقط.</translation>
    </message>
    <message>
        <source>picture deleted, for it showed somebody who was erased</source>
        <translation>حُذفت الصورة لأنها أظهرت شخصًا مُحي</translation>
    </message>
    <message>
        <source>answers only</source>
        <translation>النتائج فقط</translation>
    </message>
    <message>
        <source>broke off</source>
        <translation>انقطع</translation>
    </message>
    <message>
        <source>Sessions that you recorded, to watch, correct and export.</source>
        <translation>الجلسات التي سجّلتها، للمشاهدة والتصحيح والتصدير.</translation>
    </message>
    <message>
        <source>1 recording, {size}</source>
        <translation>تسجيل واحد، {size}</translation>
    </message>
    <message>
        <source>{n} recordings, {size}</source>
        <translation>{n} من التسجيلات، {size}</translation>
    </message>
    <message>
        <source>“{title}”, {size}, is deleted for good from this computer. Names that were learned from it stay with the people.</source>
        <translation>يُحذف «{title}» ({size}) نهائيًا من هذا الحاسوب. تبقى الأسماء التي تُعلّمت منه مع الأشخاص.</translation>
    </message>
    <message>
        <source>{n} recordings, {size}, are deleted for good from this computer.</source>
        <translation>يُحذف {n} من التسجيلات ({size}) نهائيًا من هذا الحاسوب.</translation>
    </message>
    <message>
        <source>The only recording, {size}, is deleted for good from this computer.</source>
        <translation>يُحذف التسجيل الوحيد ({size}) نهائيًا من هذا الحاسوب.</translation>
    </message>
    <message>
        <source>This face is not {before} in this recording.</source>
        <translation>هذا الوجه ليس {before} في هذا التسجيل.</translation>
    </message>
    <message>
        <source>{before} is {name} here, and Facet learned it.</source>
        <translation>صار {before} هنا {name}، وتعلّم Facet ذلك.</translation>
    </message>
    <message>
        <source>{before} is {name} in this recording.</source>
        <translation>صار {before} في هذا التسجيل {name}.</translation>
    </message>
    <message>
        <source>This counts {span}: for all the time that the face was followed.</source>
        <translation>يسري هذا {span}: طوال الوقت الذي تُتبّع فيه الوجه.</translation>
    </message>
    <message>
        <source>{face}: not found now</source>
        <translation>{face}: لم يُعثر عليه الآن</translation>
    </message>
    <message>
        <source>A face that was not found before</source>
        <translation>وجه لم يُعثر عليه من قبل</translation>
    </message>
    <message>
        <source>no clear answer</source>
        <translation>لا نتيجة واضحة</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>مجهول</translation>
    </message>
    <message>
        <source>{face}: {before} → {now}</source>
        <translation>{face}: {before} ← {now}</translation>
    </message>
    <message>
        <source>Every answer is the same</source>
        <translation>كل النتائج متطابقة</translation>
    </message>
    <message>
        <source>1 answer changed</source>
        <translation>تغيّرت نتيجة واحدة</translation>
    </message>
    <message>
        <source>{n} answers changed</source>
        <translation>تغيّر {n} من النتائج</translation>
    </message>
    <message>
        <source>{percent} % of {n} answers are as recorded.</source>
        <translation>{percent}% من النتائج ({n}) كما سُجّلت.</translation>
    </message>
    <message>
        <source>Stopped before the end.</source>
        <translation>توقف قبل النهاية.</translation>
    </message>
</context>
<context>
    <name>RecordingList</name>
    <message>
        <source>Recordings</source>
        <translation>التسجيلات</translation>
    </message>
</context>
<context>
    <name>RecordingView</name>
    <message>
        <source>No picture was kept: boxes and answers only.</source>
        <translation>لم تُحفظ صورة: إطارات ونتائج فقط.</translation>
    </message>
    <message>
        <source>With another model, detector or bar for names; every answer that changes is listed</source>
        <translation>بنموذج أو كاشف آخر أو عتبة أخرى للأسماء؛ تُعرض كل نتيجة تتغيّر</translation>
    </message>
    <message>
        <source>Without its picture it can&apos;t run again</source>
        <translation>لا يمكن تحليله من جديد دون صورته</translation>
    </message>
    <message>
        <source>Run again…</source>
        <translation>إعادة التحليل…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>تصدير</translation>
    </message>
    <message>
        <source>As tables, video or chart</source>
        <translation>جداول أو فيديو أو مخططًا</translation>
    </message>
    <message>
        <source>More about this recording</source>
        <translation>المزيد عن هذا التسجيل</translation>
    </message>
    <message>
        <source>Rename, show in its folder, delete</source>
        <translation>إعادة التسمية والعرض في المجلد والحذف</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>تشغيل أو إيقاف مؤقت</translation>
    </message>
    <message>
        <source>One picture back</source>
        <translation>الرجوع صورة واحدة</translation>
    </message>
    <message>
        <source>One picture on</source>
        <translation>التقدم صورة واحدة</translation>
    </message>
    <message>
        <source>To the marker before</source>
        <translation>إلى العلامة السابقة</translation>
    </message>
    <message>
        <source>Set or remove a marker here</source>
        <translation>وضع علامة هنا أو إزالتها</translation>
    </message>
    <message>
        <source>To the marker after</source>
        <translation>إلى العلامة التالية</translation>
    </message>
    <message>
        <source>Table by face (CSV)…</source>
        <translation>جدول حسب الوجه (CSV)…</translation>
    </message>
    <message>
        <source>Table by picture (CSV)…</source>
        <translation>جدول حسب الصورة (CSV)…</translation>
    </message>
    <message>
        <source>Data by face (JSON lines)…</source>
        <translation>بيانات حسب الوجه (JSON lines)…</translation>
    </message>
    <message>
        <source>Data by picture (JSON lines)…</source>
        <translation>بيانات حسب الصورة (JSON lines)…</translation>
    </message>
    <message>
        <source>Chart (PNG)…</source>
        <translation>مخطط (PNG)…</translation>
    </message>
    <message>
        <source>Chart (SVG)…</source>
        <translation>مخطط (SVG)…</translation>
    </message>
    <message>
        <source>Video with boxes (MP4)…</source>
        <translation>فيديو مع الإطارات (MP4)…</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>إعادة ال&amp;تسمية…</translation>
    </message>
    <message>
        <source>&amp;Show in folder</source>
        <translation>&amp;عرض في المجلد</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;حذف…</translation>
    </message>
</context>
<context>
    <name>RecordingsPage</name>
    <message>
        <source>Recordings</source>
        <translation>التسجيلات</translation>
    </message>
    <message>
        <source>More</source>
        <translation>المزيد</translation>
    </message>
    <message>
        <source>Delete all recordings</source>
        <translation>حذف كل التسجيلات</translation>
    </message>
    <message>
        <source>&amp;Delete all recordings…</source>
        <translation>&amp;حذف كل التسجيلات…</translation>
    </message>
</context>
<context>
    <name>ReplayDialog</name>
    <message>
        <source>Run again</source>
        <translation>إعادة التحليل</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>ما يعثر على الوجوه</translation>
    </message>
    <message>
        <source>Model for: %s</source>
        <translation>نموذج لـ: %s</translation>
    </message>
    <message>
        <source>The recorded picture goes through these, and every answer that differs from the recorded one is listed. Nothing in the recording changes. A few answers differ even with the same models: a recorded picture is compressed, and faces are found some moments sooner or later.</source>
        <translation>تمر الصورة المسجّلة عبر هذه، وتُعرض كل إجابة تختلف عن المسجّلة. لا يتغير شيء في التسجيل. تختلف إجابات قليلة حتى مع النماذج نفسها: الصورة المسجّلة مضغوطة، والوجوه يُعثر عليها قبل ذلك أو بعده بلحظات.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Run this recording again</source>
        <translation>إعادة تحليل هذا التسجيل</translation>
    </message>
    <message>
        <source>Haar: good at faces seen from the front.</source>
        <translation>يجيد Haar العثور على الوجوه المرئية من الأمام.</translation>
    </message>
    <message>
        <source>YuNet: finds more turned and small faces.</source>
        <translation>يعثر YuNet على وجوه ملتفتة وصغيرة أكثر.</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>What was taken for what</source>
        <translation>ما الذي حُسب غيره</translation>
    </message>
    <message>
        <source>Worst mistakes</source>
        <translation>أسوأ الأخطاء</translation>
    </message>
    <message>
        <source>It may be guessing.</source>
        <translation>قد يكون مجرد تخمين.</translation>
    </message>
    <message>
        <source>Those it was surest of. First what it answered.</source>
        <translation>ما كان أشد يقينًا منه. تظهر نتيجته أولًا.</translation>
    </message>
    <message>
        <source>There were none.</source>
        <translation>لم يكن هناك أي منها.</translation>
    </message>
    <message>
        <source>Better than the gallery?</source>
        <translation>أفضل من المعرض؟</translation>
    </message>
    <message>
        <source>Both named the same pictures, which were kept aside.</source>
        <translation>سمّى كلاهما الصور نفسها، وكانت محجوزة.</translation>
    </message>
    <message>
        <source>Most often taken for something else</source>
        <translation>ما حُسب غيره في الأغلب</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>الواقع</translation>
    </message>
    <message>
        <source>Was answered</source>
        <translation>النتيجة</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>عدد المرات</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Use it now</source>
        <translation>استخدامه الآن</translation>
    </message>
    <message>
        <source>Stop using it</source>
        <translation>إيقاف استخدامه</translation>
    </message>
    <message>
        <source>Show on the Models page</source>
        <translation>عرض في صفحة «النماذج»</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Full report</source>
        <translation>التقرير الكامل</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>عرض المجلد</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>إزالة</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>النتائج الصحيحة</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>الخسارة</translation>
    </message>
    <message>
        <source>Facet answers as before; this training keeps the model</source>
        <translation>يجيب Facet كما من قبل؛ ويبقى النموذج محفوظًا في هذا التدريب</translation>
    </message>
    <message>
        <source>There once it is measured</source>
        <translation>يتوفر بعد القياس</translation>
    </message>
    <message>
        <source>Cancel the training first</source>
        <translation>ألغِ التدريب أولًا</translation>
    </message>
    <message>
        <source>How it was asked for</source>
        <translation>كيف طُلب</translation>
    </message>
    <message>
        <source>The chosen training</source>
        <translation>التدريب المختار</translation>
    </message>
    <message>
        <source>How it learns</source>
        <translation>كيف يتعلّم</translation>
    </message>
    <message>
        <source>End it; what it has learned is kept, and it can go on later</source>
        <translation>إنهاؤه؛ يُحفظ ما تعلّمه ويمكن متابعته لاحقًا</translation>
    </message>
    <message>
        <source>What it is, how good, and how fast here</source>
        <translation>ما هو، وما مدى جودته، وما سرعته هنا</translation>
    </message>
    <message>
        <source>Open the whole report in the browser</source>
        <translation>فتح التقرير الكامل في المتصفح</translation>
    </message>
    <message>
        <source>Show the folder with model, curves and log</source>
        <translation>عرض المجلد الذي فيه النموذج والمنحنيات والسجل</translation>
    </message>
    <message>
        <source>Delete this training; a model in use stays among the models</source>
        <translation>حذف هذا التدريب؛ يبقى النموذج المستخدم بين النماذج</translation>
    </message>
</context>
<context>
    <name>Said</name>
    <message>
        <source>&apos;{0}&apos; addresses can&apos;t be read</source>
        <translation>لا يمكن قراءة عناوين &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; can&apos;t be undone: somebody else bears the name now.</source>
        <translation>لا يمكن التراجع عن &apos;{0}&apos;: يحمل شخص آخر هذا الاسم الآن.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is in the gallery already.</source>
        <translation>الاسم &apos;{0}&apos; موجود في المعرض بالفعل.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is missing</source>
        <translation>ينقص &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is too large</source>
        <translation>حجم &apos;{0}&apos; أكبر من اللازم</translation>
    </message>
    <message>
        <source>; {0}, the second, has {1}</source>
        <translation>؛ {0} هو الثاني ولديه {1}</translation>
    </message>
    <message>
        <source>A head needs two people.</source>
        <translation>يحتاج الرأس إلى شخصين.</translation>
    </message>
    <message>
        <source>A name has at most {0} letters.</source>
        <translation>الحد الأقصى لطول الاسم {0} من الحروف.</translation>
    </message>
    <message>
        <source>A person can&apos;t be merged with themselves.</source>
        <translation>لا يمكن دمج شخص مع نفسه.</translation>
    </message>
    <message>
        <source>A person needs a name.</source>
        <translation>يحتاج الشخص إلى اسم.</translation>
    </message>
    <message>
        <source>A picture in the gallery is damaged.</source>
        <translation>في المعرض صورة تالفة.</translation>
    </message>
    <message>
        <source>A share of strangers lies between 0 and 1, not {0}.</source>
        <translation>تقع نسبة الغرباء بين 0 و 1، لا عند {0}.</translation>
    </message>
    <message>
        <source>Add yourself to the group &apos;video&apos; (sudo usermod -aG video $USER) and log in again.</source>
        <translation>أضف نفسك إلى المجموعة &apos;video&apos; بالأمر (sudo usermod -aG video $USER) ثم سجّل الدخول من جديد.</translation>
    </message>
    <message>
        <source>Analysing a picture failed unexpectedly. The log has the details.</source>
        <translation>فشل تحليل صورة على نحو غير متوقع. التفاصيل في السجل.</translation>
    </message>
    <message>
        <source>Check both in the address.</source>
        <translation>تحقق من كليهما في العنوان.</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>تحقق من أذوناته.</translation>
    </message>
    <message>
        <source>Check the address and port.</source>
        <translation>تحقق من العنوان والمنفذ.</translation>
    </message>
    <message>
        <source>Check the address.</source>
        <translation>تحقق من العنوان.</translation>
    </message>
    <message>
        <source>Check the address; a browser or player tells whether it plays at all.</source>
        <translation>تحقق من العنوان؛ يبيّن المتصفح أو المشغّل هل يعمل أصلًا.</translation>
    </message>
    <message>
        <source>Check the file&apos;s permissions.</source>
        <translation>تحقق من أذونات الملف.</translation>
    </message>
    <message>
        <source>Check the path after the host&apos;s name.</source>
        <translation>تحقق من المسار بعد اسم المضيف.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>تحقق من المسار.</translation>
    </message>
    <message>
        <source>Check the user name and password.</source>
        <translation>تحقق من اسم المستخدم وكلمة المرور.</translation>
    </message>
    <message>
        <source>Choose &apos;auto&apos; or &apos;cpu&apos;, or see `facet doctor`.</source>
        <translation>اختر &apos;auto&apos; أو &apos;cpu&apos;، أو انظر `facet doctor`.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write.</source>
        <translation>اختر مجلدًا يُسمح لك بالكتابة فيه.</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>اختر اسمًا أقصر.</translation>
    </message>
    <message>
        <source>Choose another folder for the gallery.</source>
        <translation>اختر مجلدًا آخر للمعرض.</translation>
    </message>
    <message>
        <source>Choose another model with --model.</source>
        <translation>اختر نموذجًا آخر بالخيار --model.</translation>
    </message>
    <message>
        <source>Choose another name, or merge the two.</source>
        <translation>اختر اسمًا آخر، أو ادمج الاثنين.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>اختر اسمًا آخر.</translation>
    </message>
    <message>
        <source>Choose another place in the settings.</source>
        <translation>اختر مكانًا آخر في الإعدادات.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>اختر مكانًا آخر.</translation>
    </message>
    <message>
        <source>Choose from: {0}.</source>
        <translation>اختر من: {0}.</translation>
    </message>
    <message>
        <source>Choose references of {0}.</source>
        <translation>اختر صورًا مرجعية من {0}.</translation>
    </message>
    <message>
        <source>Choose two people.</source>
        <translation>اختر شخصين.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow desktop apps the camera in Settings, Privacy.</source>
        <translation>أغلق البرامج الأخرى التي تستخدمها، واسمح لتطبيقات سطح المكتب بالكاميرا في الإعدادات، الخصوصية.</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow the camera for this program in System Settings, Privacy &amp; Security.</source>
        <translation>أغلق البرامج الأخرى التي تستخدمها، واسمح لهذا البرنامج بالكاميرا في إعدادات النظام، الخصوصية والأمان.</translation>
    </message>
    <message>
        <source>Close other programs that use the camera, or unplug it and plug it in again.</source>
        <translation>أغلق البرامج الأخرى التي تستخدم الكاميرا، أو افصلها ثم صِلها من جديد.</translation>
    </message>
    <message>
        <source>Close other viewers of this camera.</source>
        <translation>أغلق البرامج الأخرى التي تعرض هذه الكاميرا.</translation>
    </message>
    <message>
        <source>Close other windows of Facet; it is done when the gallery is next opened.</source>
        <translation>أغلق نوافذ Facet الأخرى؛ يتم ذلك عند فتح المعرض في المرة القادمة.</translation>
    </message>
    <message>
        <source>Close what uses it, and erase again.</source>
        <translation>أغلق ما يستخدمه، ثم أعد المحو.</translation>
    </message>
    <message>
        <source>Close what uses it, and try again.</source>
        <translation>أغلق ما يستخدمه، ثم أعد المحاولة.</translation>
    </message>
    <message>
        <source>Copy it again.</source>
        <translation>انسخه من جديد.</translation>
    </message>
    <message>
        <source>Copy it here first.</source>
        <translation>انسخه إلى هنا أولًا.</translation>
    </message>
    <message>
        <source>Delete it, and add another.</source>
        <translation>احذفها وأضف غيرها.</translation>
    </message>
    <message>
        <source>Enrol somebody else first.</source>
        <translation>سجّل شخصًا آخر أولًا.</translation>
    </message>
    <message>
        <source>Export it again with facet-train export.</source>
        <translation>صدّره من جديد بالأمر facet-train export.</translation>
    </message>
    <message>
        <source>Export its answers instead.</source>
        <translation>صدّر نتائجه بدلًا من ذلك.</translation>
    </message>
    <message>
        <source>Export the gallery again.</source>
        <translation>صدّر المعرض من جديد.</translation>
    </message>
    <message>
        <source>Facet works with its own models meanwhile; `facet models pull {0}` tries again.</source>
        <translation>يعمل Facet بنماذجه الخاصة في هذه الأثناء؛ الأمر `facet models pull {0}` يعيد المحاولة.</translation>
    </message>
    <message>
        <source>Facet&apos;s assets are missing; looked in {0}</source>
        <translation>ملفات Facet المرفقة مفقودة؛ بُحث عنها في {0}</translation>
    </message>
    <message>
        <source>Fine-tune first.</source>
        <translation>أجرِ الضبط الدقيق أولًا.</translation>
    </message>
    <message>
        <source>For example 0.01.</source>
        <translation>على سبيل المثال 0.01.</translation>
    </message>
    <message>
        <source>Free some space there.</source>
        <translation>حرّر بعض المساحة هناك.</translation>
    </message>
    <message>
        <source>Import an exported archive into a new gallery, or move the file away to begin anew.</source>
        <translation>استورد أرشيفًا مصدَّرًا إلى معرض جديد، أو انقل الملف بعيدًا للبدء من جديد.</translation>
    </message>
    <message>
        <source>Install Facet again.</source>
        <translation>ثبّت Facet من جديد.</translation>
    </message>
    <message>
        <source>Is it on, and in this network?</source>
        <translation>هل هو قيد التشغيل وعلى هذه الشبكة؟</translation>
    </message>
    <message>
        <source>Is it still there?</source>
        <translation>هل ما زال هناك؟</translation>
    </message>
    <message>
        <source>Is the camera or server on, and the port right?</source>
        <translation>هل الكاميرا أو الخادم قيد التشغيل والمنفذ صحيح؟</translation>
    </message>
    <message>
        <source>It may be of another version than Facet.</source>
        <translation>قد يكون من إصدار غير إصدار Facet.</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 1,000</source>
        <translation>LFW دون الأشخاص المحددين، 200 شخص مسجَّل بما يصل إلى 5 صور، عتبة لغريب واحد من كل 1000</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 100</source>
        <translation>LFW دون الأشخاص المحددين، 200 شخص مسجَّل بما يصل إلى 5 صور، عتبة لغريب واحد من كل 100</translation>
    </message>
    <message>
        <source>MP4, MOV, MKV, WebM, AVI and animated GIF can be played.</source>
        <translation>يمكن تشغيل MP4 و MOV و MKV و WebM و AVI و GIF المتحرك.</translation>
    </message>
    <message>
        <source>Make it first.</source>
        <translation>أنشئه أولًا.</translation>
    </message>
    <message>
        <source>Make it smaller first.</source>
        <translation>صغّره أولًا.</translation>
    </message>
    <message>
        <source>Make room or set XDG_CACHE_HOME to another folder.</source>
        <translation>وفّر مساحة أو اضبط XDG_CACHE_HOME على مجلد آخر.</translation>
    </message>
    <message>
        <source>Models for Facet end in .onnx.</source>
        <translation>تنتهي أسماء نماذج Facet بـ .onnx.</translation>
    </message>
    <message>
        <source>Nobody is enrolled without a picture.</source>
        <translation>لا يُسجَّل أحد دون صورة.</translation>
    </message>
    <message>
        <source>Nobody is enrolled yet.</source>
        <translation>لا أحد مسجَّل بعد.</translation>
    </message>
    <message>
        <source>Nobody was merged into {0}.</source>
        <translation>لم يُدمج أحد في {0}.</translation>
    </message>
    <message>
        <source>Nothing is known of strangers under this embedding model ({0}).</source>
        <translation>لا شيء معروف عن الغرباء في نموذج المتجهات هذا ({0}).</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>ONNX Runtime fell back to &apos;{0}&apos;</source>
        <translation>رجع ONNX Runtime إلى &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>Open it with `facet people list` first, or update the trainer.</source>
        <translation>افتحه بالأمر `facet people list` أولًا، أو حدّث برنامج التدريب.</translation>
    </message>
    <message>
        <source>Plug one in, or use the demo, a file or a stream.</source>
        <translation>صِل كاميرا، أو استخدم العرض التجريبي أو ملفًا أو بثًّا.</translation>
    </message>
    <message>
        <source>Possible are demo, camera:0, a video, a photo, a folder of photos, and an http:// or rtsp:// address.</source>
        <translation>المتاح: demo أو camera:0 أو فيديو أو صورة أو مجلد صور أو عنوان http:// أو rtsp:// .</translation>
    </message>
    <message>
        <source>Reading the source failed unexpectedly. The log has the details.</source>
        <translation>فشلت قراءة المصدر على نحو غير متوقع. التفاصيل في السجل.</translation>
    </message>
    <message>
        <source>Recording failed unexpectedly. The log has the details.</source>
        <translation>فشل التسجيل على نحو غير متوقع. التفاصيل في السجل.</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>أعد تسميته.</translation>
    </message>
    <message>
        <source>Rename them first.</source>
        <translation>أعد تسميتها أولًا.</translation>
    </message>
    <message>
        <source>SFace (MobileFaceNet), OpenCV Zoo&apos;s published weights; compared by cosine.</source>
        <translation>نموذج SFace (MobileFaceNet)، بالأوزان التي نشرها OpenCV Zoo؛ يُقارَن بجيب التمام.</translation>
    </message>
    <message>
        <source>Subfolders are not searched.</source>
        <translation>لا يُبحث في المجلدات الفرعية.</translation>
    </message>
    <message>
        <source>The figures of this training can&apos;t be read.</source>
        <translation>تعذّرت قراءة أرقام هذا التدريب.</translation>
    </message>
    <message>
        <source>The file may be damaged.</source>
        <translation>قد يكون الملف تالفًا.</translation>
    </message>
    <message>
        <source>The picture can&apos;t be recorded here.</source>
        <translation>لا يمكن تسجيل الصورة هنا.</translation>
    </message>
    <message>
        <source>The picture of the recording {0} can&apos;t be deleted ({1}).</source>
        <translation>تعذّر حذف صورة التسجيل {0} ({1}).</translation>
    </message>
    <message>
        <source>The picture of this recording can&apos;t be read ({0}).</source>
        <translation>تعذّرت قراءة صورة هذا التسجيل ({0}).</translation>
    </message>
    <message>
        <source>The provider &apos;{0}&apos; can&apos;t be used: {1}.</source>
        <translation>لا يمكن استخدام مزوّد التنفيذ &apos;{0}&apos;: {1}.</translation>
    </message>
    <message>
        <source>The recording can&apos;t be written ({0}).</source>
        <translation>تعذّرت كتابة التسجيل ({0}).</translation>
    </message>
    <message>
        <source>The recording {0} can&apos;t be used: {1}.</source>
        <translation>لا يمكن استخدام التسجيل {0}: {1}.</translation>
    </message>
    <message>
        <source>The trainer is not part of this program: it needs a Python of its own.</source>
        <translation>برنامج التدريب ليس جزءًا من هذا البرنامج: يحتاج إلى Python خاص به.</translation>
    </message>
    <message>
        <source>The trainer of {0} is of another version than Facet.</source>
        <translation>برنامج التدريب في {0} من إصدار غير إصدار Facet.</translation>
    </message>
    <message>
        <source>The training can&apos;t be kept in {0} ({1}).</source>
        <translation>لا يمكن حفظ التدريب في {0} ({1}).</translation>
    </message>
    <message>
        <source>There is no Python at {0}.</source>
        <translation>لا يوجد Python عند {0}.</translation>
    </message>
    <message>
        <source>There is no Python in {0}.</source>
        <translation>لا يوجد Python في {0}.</translation>
    </message>
    <message>
        <source>There is no detector &apos;{0}&apos;.</source>
        <translation>لا يوجد كاشف &apos;{0}&apos;.</translation>
    </message>
    <message>
        <source>There is no head to export.</source>
        <translation>لا يوجد رأس لتصديره.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to pull.</source>
        <translation>لا يوجد نموذج &apos;{0}&apos; لجلبه.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to tell people apart.</source>
        <translation>لا يوجد نموذج &apos;{0}&apos; للتمييز بين الأشخاص.</translation>
    </message>
    <message>
        <source>There is no model for &apos;{0}&apos;.</source>
        <translation>لا يوجد نموذج لـ &apos;{0}&apos;.</translation>
    </message>
    <message>
        <source>There is no picture in this recording, so it can&apos;t run again.</source>
        <translation>لا صورة في هذا التسجيل، فلا يمكن تحليله من جديد.</translation>
    </message>
    <message>
        <source>There is no picture in this recording.</source>
        <translation>لا صورة في هذا التسجيل.</translation>
    </message>
    <message>
        <source>There is no provider &apos;{0}&apos;.</source>
        <translation>لا يوجد مزوّد تنفيذ &apos;{0}&apos;.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>لا يوجد ما يُتراجع عنه.</translation>
    </message>
    <message>
        <source>There is {0} in the gallery.</source>
        <translation>يوجد {0} في المعرض.</translation>
    </message>
    <message>
        <source>They hold until Facet closes. Make the folder writable to keep them.</source>
        <translation>تسري إلى أن يُغلق Facet. اجعل المجلد قابلًا للكتابة للاحتفاظ بها.</translation>
    </message>
    <message>
        <source>They may have been moved already.</source>
        <translation>ربما نُقلت من قبل.</translation>
    </message>
    <message>
        <source>This can&apos;t be undone yet: who got the pictures was merged into somebody since.</source>
        <translation>لا يمكن التراجع عن ذلك بعد: من حصل على الصور دُمج منذئذ في شخص آخر.</translation>
    </message>
    <message>
        <source>This is undone already.</source>
        <translation>تم التراجع عن ذلك من قبل.</translation>
    </message>
    <message>
        <source>This picture is no longer in the gallery.</source>
        <translation>لم تعد هذه الصورة في المعرض.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>أعد المحاولة بعد قليل.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>أعد المحاولة.</translation>
    </message>
    <message>
        <source>Try http:// in your own network.</source>
        <translation>جرّب http:// في شبكتك.</translation>
    </message>
    <message>
        <source>Turn on “Keep the picture” in the settings before recording.</source>
        <translation>شغّل «حفظ الصورة» في الإعدادات قبل التسجيل.</translation>
    </message>
    <message>
        <source>Undo that first.</source>
        <translation>تراجع عن ذلك أولًا.</translation>
    </message>
    <message>
        <source>Unknown: {0}. {1} has {2}; {3} is needed.</source>
        <translation>مجهول: {0}. لدى {1} القيمة {2}؛ المطلوب {3}.</translation>
    </message>
    <message>
        <source>Update Facet.</source>
        <translation>حدّث Facet.</translation>
    </message>
    <message>
        <source>Update Facet; the file was not touched.</source>
        <translation>حدّث Facet؛ لم يُمَس الملف.</translation>
    </message>
    <message>
        <source>Use .mp4.</source>
        <translation>استخدم .mp4 .</translation>
    </message>
    <message>
        <source>What the trainer found in the folder can&apos;t be read.</source>
        <translation>تعذّرت قراءة ما وجده برنامج التدريب في المجلد.</translation>
    </message>
    <message>
        <source>What was there before is kept.</source>
        <translation>يُحفظ ما كان هناك من قبل.</translation>
    </message>
    <message>
        <source>Write it as http://host/path.</source>
        <translation>اكتبه هكذا: http://host/path .</translation>
    </message>
    <message>
        <source>Write it in letters.</source>
        <translation>اكتبه بالحروف.</translation>
    </message>
    <message>
        <source>Write them into the address: http://user:password@host/</source>
        <translation>اكتبهما في العنوان: http://user:password@host/</translation>
    </message>
    <message>
        <source>Your settings at {0} could not be read ({1}); defaults are used.</source>
        <translation>تعذّرت قراءة إعداداتك في {0} ({1})؛ تُستخدم القيم الافتراضية.</translation>
    </message>
    <message>
        <source>Your settings could not be saved to {0}: {1}.</source>
        <translation>تعذّر حفظ إعداداتك في {0}: {1}.</translation>
    </message>
    <message>
        <source>Your settings {0}, and the file could not be set aside ({1}); defaults are used. Move {2} away to keep it.</source>
        <translation>إعداداتك {0}، وتعذّرت تنحية الملف ({1})؛ تُستخدم القيم الافتراضية. انقل {2} بعيدًا للاحتفاظ به.</translation>
    </message>
    <message>
        <source>Your settings {0}. Facet starts with defaults; the old file is kept as {1}.</source>
        <translation>إعداداتك {0}. يبدأ Facet بالقيم الافتراضية؛ يُحفظ الملف القديم باسم {1}.</translation>
    </message>
    <message>
        <source>`facet doctor` lists the models at hand and where they are looked for.</source>
        <translation>الأمر `facet doctor` يعرض النماذج المتاحة وأين يُبحث عنها.</translation>
    </message>
    <message>
        <source>`facet models pull sface` brings one.</source>
        <translation>الأمر `facet models pull sface` يجلب نموذجًا.</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it anew.</source>
        <translation>الأمر `facet models pull yunet` يجلبه من جديد.</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it.</source>
        <translation>الأمر `facet models pull yunet` يجلبه.</translation>
    </message>
    <message>
        <source>`facet people add NAME PHOTO…` makes one.</source>
        <translation>الأمر `facet people add NAME PHOTO…` ينشئ واحدًا.</translation>
    </message>
    <message>
        <source>`facet people list --gallery DIR` says whether there is one.</source>
        <translation>الأمر `facet people list --gallery DIR` يقول هل يوجد معرض.</translation>
    </message>
    <message>
        <source>`facet people list` names everyone.</source>
        <translation>الأمر `facet people list` يذكر أسماء الجميع.</translation>
    </message>
    <message>
        <source>`facet people verify` names what is damaged.</source>
        <translation>الأمر `facet people verify` يذكر ما هو تالف.</translation>
    </message>
    <message>
        <source>a line that is too long</source>
        <translation>سطر أطول من اللازم</translation>
    </message>
    <message>
        <source>a newer Facet made it</source>
        <translation>صنعه إصدار أحدث من Facet</translation>
    </message>
    <message>
        <source>a newer Facet wrote this archive</source>
        <translation>كتب هذا الأرشيف إصدار أحدث من Facet</translation>
    </message>
    <message>
        <source>a newer Facet wrote this gallery (form {0}, this one knows {1})</source>
        <translation>كتب هذا المعرض إصدار أحدث من Facet (الصيغة {0}، وهذا الإصدار يعرف {1})</translation>
    </message>
    <message>
        <source>a picture can&apos;t be written as &apos;{0}&apos;</source>
        <translation>لا يمكن كتابة صورة بصيغة &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>a picture in the gallery is damaged</source>
        <translation>في المعرض صورة تالفة</translation>
    </message>
    <message>
        <source>a picture that is too large</source>
        <translation>صورة أكبر من اللازم</translation>
    </message>
    <message>
        <source>a picture with too many headers</source>
        <translation>صورة فيها ترويسات أكثر من اللازم</translation>
    </message>
    <message>
        <source>a row of &apos;{0}&apos; belongs to nobody</source>
        <translation>صف في &apos;{0}&apos; لا يخص أحدًا</translation>
    </message>
    <message>
        <source>an embedding answers no question by itself</source>
        <translation>المتجه لا يجيب بنفسه عن أي سؤال</translation>
    </message>
    <message>
        <source>an embedding is damaged</source>
        <translation>متجه تالف</translation>
    </message>
    <message>
        <source>another face</source>
        <translation>وجه آخر</translation>
    </message>
    <message>
        <source>as published; OpenCV Zoo does not say</source>
        <translation>كما نُشر؛ لا يذكر OpenCV Zoo ذلك</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>يدويًا</translation>
    </message>
    <message>
        <source>could not be read as text</source>
        <translation>تعذّرت قراءتها كنص</translation>
    </message>
    <message>
        <source>could not be understood</source>
        <translation>تعذّر فهمها</translation>
    </message>
    <message>
        <source>erase everyone</source>
        <translation>محو الجميع</translation>
    </message>
    <message>
        <source>hold a value that can&apos;t be used ({0})</source>
        <translation>فيها قيمة لا يمكن استخدامها ({0})</translation>
    </message>
    <message>
        <source>hold still</source>
        <translation>اثبت</translation>
    </message>
    <message>
        <source>Licence of the weights: {0}</source>
        <translation>ترخيص الأوزان: {0}</translation>
    </message>
    <message>
        <source>1 channel: its colour is grey</source>
        <translation>قناة واحدة: لونه رمادي</translation>
    </message>
    <message>
        <source>3 channels: its colour is not grey</source>
        <translation>ثلاث قنوات: لونه غير رمادي</translation>
    </message>
    <message>
        <source>Choose the pictures once more.</source>
        <translation>اختر الصور مرة أخرى.</translation>
    </message>
    <message>
        <source>Comes from {0}.</source>
        <translation>أتى من {0}.</translation>
    </message>
    <message>
        <source>Download the file and open it here.</source>
        <translation>نزّل الملف وافتحه هنا.</translation>
    </message>
    <message>
        <source>Export it again for inference, with a free batch size.</source>
        <translation>صدّره من جديد للاستدلال، بحجم دفعة حر.</translation>
    </message>
    <message>
        <source>Export it as ONNX again.</source>
        <translation>صدّره من جديد بصيغة ONNX.</translation>
    </message>
    <message>
        <source>Facet feeds one picture of 1 or 3 channels, and takes one row of numbers.</source>
        <translation>يُدخل Facet صورة واحدة من قناة واحدة أو 3 قنوات، ويأخذ صفًا واحدًا من الأرقام.</translation>
    </message>
    <message>
        <source>Files up to 1.9 GB can be.</source>
        <translation>يمكن ذلك لملفات حتى 1.9 GB.</translation>
    </message>
    <message>
        <source>Fine-tune again: it learns those who are there now.</source>
        <translation>أجرِ الضبط الدقيق مجددًا: فهو يتعلّم الموجودين الآن.</translation>
    </message>
    <message>
        <source>Get the file again from where it came, or choose another one. A model that you trained is written again by `facet-train export`.</source>
        <translation>أحضر الملف مجددًا من مصدره، أو اختر غيره. والنموذج الذي درّبته يُكتب من جديد بالأمر `facet-train export`.</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean is of three colours, and the network takes grey.</source>
        <translation>متوسط ImageNet من ثلاثة ألوان، والشبكة تأخذ الرمادي.</translation>
    </message>
    <message>
        <source>Move it to {0}.</source>
        <translation>انقله إلى {0}.</translation>
    </message>
    <message>
        <source>Name the face or add the pictures once more.</source>
        <translation>سمِّ الوجه أو أضف الصور مرة أخرى.</translation>
    </message>
    <message>
        <source>One label a line, or JSON: [&quot;cat&quot;, &quot;dog&quot;] or {&quot;0&quot;: &quot;cat&quot;}.</source>
        <translation>تصنيف واحد في كل سطر، أو JSON: [&quot;cat&quot;, &quot;dog&quot;] أو {&quot;0&quot;: &quot;cat&quot;}.</translation>
    </message>
    <message>
        <source>Somebody, or a picture, was erased while the head was fitted: it was not kept.</source>
        <translation>مُحي شخص أو صورة أثناء ضبط الرأس: لم يُحفظ الرأس.</translation>
    </message>
    <message>
        <source>Start the training again.</source>
        <translation>ابدأ التدريب من جديد.</translation>
    </message>
    <message>
        <source>The card&apos;s field &apos;{0}&apos; doesn&apos;t fit: {1}.</source>
        <translation>حقل البطاقة &apos;{0}&apos; غير مناسب: {1}.</translation>
    </message>
    <message>
        <source>The network takes bytes: its pixels are not scaled before it.</source>
        <translation>تأخذ الشبكة بايتات: لا تُحوَّل قيم بكسلاتها قبلها.</translation>
    </message>
    <message>
        <source>The network takes {0}.</source>
        <translation>تأخذ الشبكة {0}.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>لا يوجد ما يُعاد.</translation>
    </message>
    <message>
        <source>WIDER FACE, the 99 faces of 30 pixels or more in 113 pictures of crowds</source>
        <translation>WIDER FACE، الوجوه الـ 99 بحجم 30 بكسل أو أكثر في 113 صورة لحشود</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: its pictures were erased.</source>
        <translation>لا يمكن إعادة ما تم التراجع عنه: مُحيت صوره.</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: something else was changed since.</source>
        <translation>لا يمكن إعادة ما تم التراجع عنه: تغيّر شيء آخر منذئذ.</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: the new name was erased.</source>
        <translation>لا يمكن إعادة ما تم التراجع عنه: مُحي الاسم الجديد.</translation>
    </message>
    <message>
        <source>faces found</source>
        <translation>الوجوه التي عُثر عليها</translation>
    </message>
    <message>
        <source>faces found by Haar</source>
        <translation>الوجوه التي عثر عليها Haar</translation>
    </message>
    <message>
        <source>had from</source>
        <translation>أُخذ من</translation>
    </message>
    <message>
        <source>it answers otherwise for two pictures than for each by itself</source>
        <translation>نتائجه لصورتين معًا غير نتائجه لكل منهما وحدها</translation>
    </message>
    <message>
        <source>it answers with an error ({0})</source>
        <translation>الرد خطأ ({0})</translation>
    </message>
    <message>
        <source>it answers {0}</source>
        <translation>الرد {0}</translation>
    </message>
    <message>
        <source>it answers {0} numbers for a picture, not one row</source>
        <translation>يجيب بـ {0} من الأرقام للصورة، لا بصف واحد</translation>
    </message>
    <message>
        <source>it asks for a user name and password</source>
        <translation>يُطلب اسم مستخدم وكلمة مرور</translation>
    </message>
    <message>
        <source>it can&apos;t be opened; another program may be using it</source>
        <translation>تعذّر الفتح؛ ربما يستخدمه برنامج آخر</translation>
    </message>
    <message>
        <source>it can&apos;t be reached</source>
        <translation>تعذّر الوصول إليه</translation>
    </message>
    <message>
        <source>it can&apos;t be reached ({0})</source>
        <translation>تعذّر الوصول إليه ({0})</translation>
    </message>
    <message>
        <source>it can&apos;t be read ({0})</source>
        <translation>تعذّرت القراءة ({0})</translation>
    </message>
    <message>
        <source>it can&apos;t be read any more</source>
        <translation>لم تعد القراءة ممكنة</translation>
    </message>
    <message>
        <source>it can&apos;t be written ({0})</source>
        <translation>تعذّرت الكتابة ({0})</translation>
    </message>
    <message>
        <source>it could not be copied ({0})</source>
        <translation>تعذّر النسخ ({0})</translation>
    </message>
    <message>
        <source>it could not be put back ({0})</source>
        <translation>تعذّرت الإعادة إلى المكان ({0})</translation>
    </message>
    <message>
        <source>it could not be removed ({0})</source>
        <translation>تعذّرت الإزالة ({0})</translation>
    </message>
    <message>
        <source>it could not be written ({0})</source>
        <translation>تعذّرت الكتابة ({0})</translation>
    </message>
    <message>
        <source>it does not accept this user name and password</source>
        <translation>اسم المستخدم وكلمة المرور غير مقبولين</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>لا رد</translation>
    </message>
    <message>
        <source>it does not answer as a web server does</source>
        <translation>الرد ليس كرد خادم ويب</translation>
    </message>
    <message>
        <source>it does not answer with floats</source>
        <translation>لا يجيب بأعداد عشرية</translation>
    </message>
    <message>
        <source>it does not run on a picture of {0} × {1}</source>
        <translation>لا يعمل على صورة بحجم {0} × {1}</translation>
    </message>
    <message>
        <source>it does not say where a face&apos;s points are</source>
        <translation>لا يُذكر موضع نقاط الوجه</translation>
    </message>
    <message>
        <source>it ended with {0}</source>
        <translation>انتهى بـ {0}</translation>
    </message>
    <message>
        <source>it gives no pictures any more</source>
        <translation>لم تعد تأتي منه صور</translation>
    </message>
    <message>
        <source>it has {0} inputs and {1} outputs, not one of each</source>
        <translation>مداخله {0} ومخارجه {1}، لا واحد من كل منهما</translation>
    </message>
    <message>
        <source>it holds sound and no picture</source>
        <translation>فيه صوت ولا صورة</translation>
    </message>
    <message>
        <source>it is a device or pipe</source>
        <translation>هو جهاز أو أنبوب</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>هو مجلد</translation>
    </message>
    <message>
        <source>it is a folder and no video</source>
        <translation>هو مجلد لا فيديو</translation>
    </message>
    <message>
        <source>it is a photo and no video</source>
        <translation>هو صورة لا فيديو</translation>
    </message>
    <message>
        <source>it is a text and no video</source>
        <translation>هو نص لا فيديو</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>ليس نصًا</translation>
    </message>
    <message>
        <source>it is no valid JSON</source>
        <translation>ليس JSON صالحًا</translation>
    </message>
    <message>
        <source>it is no video that can be played</source>
        <translation>ليس فيديو يمكن تشغيله</translation>
    </message>
    <message>
        <source>it is no whole archive ({0})</source>
        <translation>ليس أرشيفًا كاملًا ({0})</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>ليس ملفًا</translation>
    </message>
    <message>
        <source>it is not a model that ONNX Runtime can run</source>
        <translation>ليس نموذجًا يستطيع ONNX Runtime تشغيله</translation>
    </message>
    <message>
        <source>it is not a model that OpenCV can run</source>
        <translation>ليس نموذجًا يستطيع OpenCV تشغيله</translation>
    </message>
    <message>
        <source>it is not a picture that Facet can read</source>
        <translation>ليس صورة يستطيع Facet قراءتها</translation>
    </message>
    <message>
        <source>it is not an ONNX file</source>
        <translation>ليس ملف ONNX</translation>
    </message>
    <message>
        <source>it is not the SFace network that was published</source>
        <translation>ليس شبكة SFace التي نُشرت</translation>
    </message>
    <message>
        <source>it is too busy (503)</source>
        <translation>مشغول جدًا (503)</translation>
    </message>
    <message>
        <source>it is too large for a list of labels</source>
        <translation>أكبر من أن يكون قائمة تصنيفات</translation>
    </message>
    <message>
        <source>it is too large to be rewritten</source>
        <translation>أكبر من أن يُعاد كتابته</translation>
    </message>
    <message>
        <source>it is write-protected</source>
        <translation>محمي من الكتابة</translation>
    </message>
    <message>
        <source>it names a file on another machine</source>
        <translation>يشير إلى ملف على جهاز آخر</translation>
    </message>
    <message>
        <source>it refuses access (403)</source>
        <translation>الوصول مرفوض (403)</translation>
    </message>
    <message>
        <source>it sends &apos;{0}&apos; and no JPEG pictures</source>
        <translation>يُرسل &apos;{0}&apos; لا صور JPEG</translation>
    </message>
    <message>
        <source>it sends nothing that can be decoded</source>
        <translation>لا يُرسل شيئًا يمكن فك ترميزه</translation>
    </message>
    <message>
        <source>it sends {0}</source>
        <translation>يُرسل {0}</translation>
    </message>
    <message>
        <source>it takes one picture at a time and no batch</source>
        <translation>يأخذ صورة واحدة في كل مرة ولا يأخذ دفعة</translation>
    </message>
    <message>
        <source>it takes pictures of {0} × {1}</source>
        <translation>يأخذ صورًا بحجم {0} × {1}</translation>
    </message>
    <message>
        <source>it takes {0}, neither floats nor bytes</source>
        <translation>يأخذ {0}، لا أعدادًا عشرية ولا بايتات</translation>
    </message>
    <message>
        <source>it took longer than {0} s</source>
        <translation>استغرق أكثر من {0} ث</translation>
    </message>
    <message>
        <source>it was closed at once</source>
        <translation>أُغلق على الفور</translation>
    </message>
    <message>
        <source>it was closed while it was being opened</source>
        <translation>أُغلق أثناء فتحه</translation>
    </message>
    <message>
        <source>it was stopped</source>
        <translation>أُوقف</translation>
    </message>
    <message>
        <source>it was unplugged</source>
        <translation>فُصل</translation>
    </message>
    <message>
        <source>its answers are missing</source>
        <translation>نتائجه مفقودة</translation>
    </message>
    <message>
        <source>its archive has no readable {0}</source>
        <translation>لا يوجد في أرشيفه {0} قابل للقراءة</translation>
    </message>
    <message>
        <source>its certificate is not trusted</source>
        <translation>شهادته غير موثوقة</translation>
    </message>
    <message>
        <source>its file is damaged ({0})</source>
        <translation>ملفه تالف ({0})</translation>
    </message>
    <message>
        <source>its index can&apos;t be understood</source>
        <translation>تعذّر فهم فهرسه</translation>
    </message>
    <message>
        <source>its index has a value that can&apos;t be used ({0})</source>
        <translation>في فهرسه قيمة لا يمكن استخدامها ({0})</translation>
    </message>
    <message>
        <source>its input has {0} dimensions, not the four of pictures</source>
        <translation>أبعاد مدخله {0}، لا أربعة كما للصور</translation>
    </message>
    <message>
        <source>its input of {0} does not say where the colours stand</source>
        <translation>مدخله {0} لا يبيّن موضع الألوان</translation>
    </message>
    <message>
        <source>its name is not valid UTF-8</source>
        <translation>اسمه ليس UTF-8 صالحًا</translation>
    </message>
    <message>
        <source>its pages contradict each other</source>
        <translation>صفحاته يناقض بعضها بعضًا</translation>
    </message>
    <message>
        <source>its picture can&apos;t be read ({0})</source>
        <translation>تعذّرت قراءة صورته ({0})</translation>
    </message>
    <message>
        <source>its picture is missing or damaged</source>
        <translation>صورته مفقودة أو تالفة</translation>
    </message>
    <message>
        <source>its table goes neither from numbers to labels nor back</source>
        <translation>جدوله لا يسير من الأرقام إلى التصنيفات ولا بالعكس</translation>
    </message>
    <message>
        <source>known already</source>
        <translation>معروف من قبل</translation>
    </message>
    <message>
        <source>known named rightly</source>
        <translation>المعروفون المسمَّون بصحة</translation>
    </message>
    <message>
        <source>like two people alike</source>
        <translation>يشبه شخصين بالقدر نفسه</translation>
    </message>
    <message>
        <source>looking again</source>
        <translation>يُنظر من جديد</translation>
    </message>
    <message>
        <source>marked as not {0}</source>
        <translation>محدد بأنه ليس {0}</translation>
    </message>
    <message>
        <source>marked as somebody else</source>
        <translation>محدد بأنه شخص آخر</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>لا نتيجة</translation>
    </message>
    <message>
        <source>no boundary between its pictures</source>
        <translation>لا فاصل بين صوره</translation>
    </message>
    <message>
        <source>no embedding: {0}</source>
        <translation>لا متجه: {0}</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>لا وجه</translation>
    </message>
    <message>
        <source>no machine of this name is known</source>
        <translation>لا يُعرف جهاز بهذا الاسم</translation>
    </message>
    <message>
        <source>no package index that pip can reach has it</source>
        <translation>لا توجد في أي فهرس حزم يصل إليه pip</translation>
    </message>
    <message>
        <source>no person with number {0}</source>
        <translation>لا شخص بالرقم {0}</translation>
    </message>
    <message>
        <source>no picture came for {0} s</source>
        <translation>لم تأت صورة منذ {0} ث</translation>
    </message>
    <message>
        <source>no picture came within {0} s</source>
        <translation>لم تأت صورة خلال {0} ث</translation>
    </message>
    <message>
        <source>no picture comes any more</source>
        <translation>لم تعد تأتي صور</translation>
    </message>
    <message>
        <source>no picture in it can be decoded</source>
        <translation>لا يمكن فك ترميز أي صورة فيه</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>لا ابتسامة</translation>
    </message>
    <message>
        <source>no usable GPU was found</source>
        <translation>لم يُعثر على GPU صالح للاستخدام</translation>
    </message>
    <message>
        <source>no video can be played from it</source>
        <translation>لا يمكن تشغيل فيديو منه</translation>
    </message>
    <message>
        <source>nobody called &apos;{0}&apos;</source>
        <translation>لا أحد باسم &apos;{0}&apos;</translation>
    </message>
    <message>
        <source>nobody is enrolled</source>
        <translation>لا أحد مسجَّل</translation>
    </message>
    <message>
        <source>none is named</source>
        <translation>لم يُذكر شيء</translation>
    </message>
    <message>
        <source>none of its {0} photos can be read; of {1}: {2}</source>
        <translation>تعذّرت قراءة أي من صوره ({0})؛ في {1}: {2}</translation>
    </message>
    <message>
        <source>not like anybody enough</source>
        <translation>لا يشبه أحدًا بما يكفي</translation>
    </message>
    <message>
        <source>not like {0} enough</source>
        <translation>لا يشبه {0} بما يكفي</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>لم يُنظر إليه بعد</translation>
    </message>
    <message>
        <source>not seen well enough</source>
        <translation>لا يُرى بوضوح كافٍ</translation>
    </message>
    <message>
        <source>not taken: almost the same picture was taken already</source>
        <translation>لم تؤخذ: أُخذت صورة تكاد تماثلها من قبل</translation>
    </message>
    <message>
        <source>not taken: it is there already, or almost the same picture</source>
        <translation>لم تؤخذ: هي موجودة بالفعل، أو توجد صورة تكاد تطابقها</translation>
    </message>
    <message>
        <source>not taken: no face was found</source>
        <translation>لم تؤخذ: لم يُعثر على وجه</translation>
    </message>
    <message>
        <source>not taken: the face is too small ({0} pixels)</source>
        <translation>لم تؤخذ: الوجه أصغر من اللازم ({0} بكسل)</translation>
    </message>
    <message>
        <source>one input and one output, not {0} and {1}</source>
        <translation>مدخل واحد ومخرج واحد، لا {0} و {1}</translation>
    </message>
    <message>
        <source>out of focus</source>
        <translation>خارج التركيز</translation>
    </message>
    <message>
        <source>picture {0} is damaged</source>
        <translation>الصورة {0} تالفة</translation>
    </message>
    <message>
        <source>pip can&apos;t be started</source>
        <translation>تعذّر بدء pip</translation>
    </message>
    <message>
        <source>pip took longer than {0} s</source>
        <translation>استغرق pip أكثر من {0} ث</translation>
    </message>
    <message>
        <source>points answer no question by themselves</source>
        <translation>النقاط لا تجيب بنفسها عن أي سؤال</translation>
    </message>
    <message>
        <source>published by</source>
        <translation>نشره</translation>
    </message>
    <message>
        <source>published sha256</source>
        <translation>قيمة sha256 المنشورة</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>مُنحّاة</translation>
    </message>
    <message>
        <source>source code</source>
        <translation>الشيفرة المصدرية</translation>
    </message>
    <message>
        <source>standard output</source>
        <translation>الخرج القياسي</translation>
    </message>
    <message>
        <source>strangers named</source>
        <translation>الغرباء المسمَّون</translation>
    </message>
    <message>
        <source>the NVIDIA driver ({0}) is not installed</source>
        <translation>برنامج تشغيل NVIDIA ({0}) غير مثبَّت</translation>
    </message>
    <message>
        <source>the card says {0}, the network {1}</source>
        <translation>تقول البطاقة {0}، وتقول الشبكة {1}</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>انقطع الاتصال</translation>
    </message>
    <message>
        <source>the connection broke before its end</source>
        <translation>انقطع الاتصال قبل نهايته</translation>
    </message>
    <message>
        <source>the connection is refused</source>
        <translation>الاتصال مرفوض</translation>
    </message>
    <message>
        <source>the face is too small ({0} of {1} pixels)</source>
        <translation>الوجه أصغر من اللازم ({0} من {1} بكسل)</translation>
    </message>
    <message>
        <source>the file holds none</source>
        <translation>لا يوجد في الملف شيء منها</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>الملف فارغ</translation>
    </message>
    <message>
        <source>the file: {0}</source>
        <translation>الملف: {0}</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be opened ({0})</source>
        <translation>تعذّر فتح المعرض ({0})</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be read ({0})</source>
        <translation>تعذّرت قراءة المعرض ({0})</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be used now ({0})</source>
        <translation>لا يمكن استخدام المعرض الآن ({0})</translation>
    </message>
    <message>
        <source>the gallery has form {0}, not {1}</source>
        <translation>صيغة المعرض {0}، لا {1}</translation>
    </message>
    <message>
        <source>the gallery is damaged ({0}); nothing was changed</source>
        <translation>المعرض تالف ({0})؛ لم يتغيّر شيء</translation>
    </message>
    <message>
        <source>the journal is being read</source>
        <translation>تجري قراءة سجل التغييرات</translation>
    </message>
    <message>
        <source>the largest of {0} faces</source>
        <translation>أكبر الوجوه ({0})</translation>
    </message>
    <message>
        <source>the list of its pictures is at the end of the file, and this server can&apos;t jump there</source>
        <translation>قائمة صوره في نهاية الملف، ولا يستطيع هذا الخادم القفز إليها</translation>
    </message>
    <message>
        <source>the name was another a moment ago</source>
        <translation>كان الاسم غير ذلك قبل لحظة</translation>
    </message>
    <message>
        <source>the network takes a fixed number of faces, not a batch of any size</source>
        <translation>تأخذ الشبكة عددًا ثابتًا من الوجوه، لا دفعة بأي حجم</translation>
    </message>
    <message>
        <source>the numbers of picture {0} are damaged</source>
        <translation>أرقام الصورة {0} تالفة</translation>
    </message>
    <message>
        <source>the package index gave something else than one archive</source>
        <translation>أعطى فهرس الحزم شيئًا غير أرشيف واحد</translation>
    </message>
    <message>
        <source>the path is not valid</source>
        <translation>المسار غير صالح</translation>
    </message>
    <message>
        <source>the picture claims more than {0} million pixels</source>
        <translation>تدّعي الصورة أكثر من {0} مليون بكسل</translation>
    </message>
    <message>
        <source>the picture is damaged ({0})</source>
        <translation>الصورة تالفة ({0})</translation>
    </message>
    <message>
        <source>the picture {0} is damaged</source>
        <translation>الصورة {0} تالفة</translation>
    </message>
    <message>
        <source>the picture {0} was changed</source>
        <translation>تغيّرت الصورة {0}</translation>
    </message>
    <message>
        <source>the same model is here already, as {0}</source>
        <translation>النموذج نفسه موجود هنا من قبل باسم {0}</translation>
    </message>
    <message>
        <source>the stream has ended</source>
        <translation>انتهى البثّ</translation>
    </message>
    <message>
        <source>the video is cut off: its index is missing</source>
        <translation>الفيديو مبتور: فهرسه مفقود</translation>
    </message>
    <message>
        <source>the whole file</source>
        <translation>الملف كله</translation>
    </message>
    <message>
        <source>there is no camera</source>
        <translation>لا توجد كاميرا</translation>
    </message>
    <message>
        <source>there is no gallery here</source>
        <translation>لا يوجد معرض هنا</translation>
    </message>
    <message>
        <source>there is no photo in this folder</source>
        <translation>لا توجد صور في هذا المجلد</translation>
    </message>
    <message>
        <source>there is no pip here to fetch it with</source>
        <translation>لا يوجد pip هنا لجلبه</translation>
    </message>
    <message>
        <source>there is no such camera</source>
        <translation>لا توجد كاميرا كهذه</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>لا يوجد ملف كهذا</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>لا يوجد ملف أو مجلد كهذا</translation>
    </message>
    <message>
        <source>there is no such user here</source>
        <translation>لا يوجد مستخدم كهذا هنا</translation>
    </message>
    <message>
        <source>there is nothing at this address (404)</source>
        <translation>لا يوجد شيء في هذا العنوان (404)</translation>
    </message>
    <message>
        <source>this build of ONNX Runtime does not have it</source>
        <translation>لا يتضمنه هذا البناء من ONNX Runtime</translation>
    </message>
    <message>
        <source>this is no gallery of Facet&apos;s</source>
        <translation>هذا ليس معرضًا من Facet</translation>
    </message>
    <message>
        <source>this is no recording of Facet&apos;s</source>
        <translation>هذا ليس تسجيلًا من Facet</translation>
    </message>
    <message>
        <source>this is not a gallery of Facet&apos;s</source>
        <translation>هذا ليس معرضًا من Facet</translation>
    </message>
    <message>
        <source>this is not an address</source>
        <translation>هذا ليس عنوانًا</translation>
    </message>
    <message>
        <source>too bright</source>
        <translation>ساطع أكثر من اللازم</translation>
    </message>
    <message>
        <source>too dark</source>
        <translation>مظلم أكثر من اللازم</translation>
    </message>
    <message>
        <source>too little contrast</source>
        <translation>التباين ضعيف جدًا</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>أصغر من اللازم</translation>
    </message>
    <message>
        <source>turned away</source>
        <translation>ملتفت</translation>
    </message>
    <message>
        <source>unlike the other pictures ({0})</source>
        <translation>لا تشبه الصور الأخرى ({0})</translation>
    </message>
    <message>
        <source>weights under Apache-2.0</source>
        <translation>الأوزان بموجب Apache-2.0</translation>
    </message>
    <message>
        <source>were written by a newer Facet</source>
        <translation>كتبها إصدار أحدث من Facet</translation>
    </message>
    <message>
        <source>what it gives is larger than what was published</source>
        <translation>ما يعطيه أكبر مما نُشر</translation>
    </message>
    <message>
        <source>what it holds is larger than what was published</source>
        <translation>ما يحتويه أكبر مما نُشر</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten ({0})</source>
        <translation>لم يُكتب بعد فوق ما حُذف ({0})</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten, the file is in use ({0})</source>
        <translation>لم يُكتب بعد فوق ما حُذف، فالملف مستخدم ({0})</translation>
    </message>
    <message>
        <source>what was there</source>
        <translation>ما كان هناك</translation>
    </message>
    <message>
        <source>with its card it does not run, {0}: {1}</source>
        <translation>لا يعمل مع بطاقته، {0}: {1}</translation>
    </message>
    <message>
        <source>you may not read it</source>
        <translation>لا يُسمح لك بقراءته</translation>
    </message>
    <message>
        <source>you may not use {0}</source>
        <translation>لا يُسمح لك باستخدام {0}</translation>
    </message>
    <message>
        <source>you said so</source>
        <translation>أنت قلت ذلك</translation>
    </message>
    <message>
        <source>{0} answers differently from the CPU</source>
        <translation>يعطي {0} نتائج غير نتائج CPU</translation>
    </message>
    <message>
        <source>{0} can&apos;t be deleted ({1}).</source>
        <translation>تعذّر حذف {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be put back ({1}).</source>
        <translation>تعذّرت إعادة {0} إلى مكانه ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be removed ({1}).</source>
        <translation>تعذّرت إزالة {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be run ({1}).</source>
        <translation>تعذّر تشغيل {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} can&apos;t be used: {1}.</source>
        <translation>لا يمكن استخدام {0}: {1}.</translation>
    </message>
    <message>
        <source>{0} can&apos;t be written ({1}).</source>
        <translation>تعذّرت كتابة {0} ({1}).</translation>
    </message>
    <message>
        <source>{0} could not be pulled: {1}.</source>
        <translation>تعذّر جلب {0}: {1}.</translation>
    </message>
    <message>
        <source>{0} could not start</source>
        <translation>تعذّر بدء {0}</translation>
    </message>
    <message>
        <source>{0} does not answer as a Python does.</source>
        <translation>لا يرد {0} كما يرد Python.</translation>
    </message>
    <message>
        <source>{0} gave no answer within {1} seconds.</source>
        <translation>لم يرد {0} خلال {1} من الثواني.</translation>
    </message>
    <message>
        <source>{0} has no trainer.</source>
        <translation>لا يوجد برنامج تدريب في {0}.</translation>
    </message>
    <message>
        <source>{0} has the trainer, but not all it needs: {1}.</source>
        <translation>في {0} برنامج التدريب، لكن ينقصه: {1}.</translation>
    </message>
    <message>
        <source>{0} is not the published file: its sha256 differs</source>
        <translation>الملف {0} ليس الملف المنشور: تختلف قيمة sha256</translation>
    </message>
    <message>
        <source>{0} is not there</source>
        <translation>لا يوجد {0} هناك</translation>
    </message>
    <message>
        <source>{0} is not what Facet makes of {1}</source>
        <translation>ليس {0} ما يصنعه Facet من {1}</translation>
    </message>
    <message>
        <source>{0} to {1} pixels can be fed.</source>
        <translation>يمكن إدخال {0} إلى {1} بكسل.</translation>
    </message>
    <message>
        <source>{0}, 3 false finds of that size</source>
        <translation>{0}، 3 نتائج خاطئة بهذا الحجم</translation>
    </message>
    <message>
        <source>{0}, at most 1 find in 20 false, of any size</source>
        <translation>{0}، نتيجة خاطئة واحدة على الأكثر من كل 20، بأي حجم</translation>
    </message>
    <message>
        <source>{0}, which Facet makes of it, is not there</source>
        <translation>لا يوجد هناك {0} الذي يصنعه Facet منه</translation>
    </message>
    <message>
        <source>{0}: &apos;{1}&apos; is no video that Facet writes.</source>
        <translation>{0}: &apos;{1}&apos; ليس فيديو يكتبه Facet.</translation>
    </message>
    <message>
        <source>{0}: OpenCV can&apos;t write to a path that is not valid text.</source>
        <translation>{0}: لا يستطيع OpenCV الكتابة في مسار ليس نصًا صالحًا.</translation>
    </message>
    <message>
        <source>{0}: a newer Facet wrote this.</source>
        <translation>{0}: كتب هذا إصدار أحدث من Facet.</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be deleted ({1}).</source>
        <translation>{0}: تعذّر الحذف ({1}).</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be removed ({1}).</source>
        <translation>{0}: تعذّرت الإزالة ({1}).</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be written ({1}).</source>
        <translation>{0}: تعذّرت الكتابة ({1}).</translation>
    </message>
    <message>
        <source>{0}: it is not the file that was published, the sha256 differs.</source>
        <translation>{0}: ليس الملف الذي نُشر، تختلف قيمة sha256.</translation>
    </message>
    <message>
        <source>{0}: its file is not the published one, the sha256 differs</source>
        <translation>{0}: ملفه ليس الملف المنشور، تختلف قيمة sha256</translation>
    </message>
    <message>
        <source>{0}: nothing can be recorded there ({1}).</source>
        <translation>{0}: لا يمكن تسجيل شيء هناك ({1}).</translation>
    </message>
    <message>
        <source>{0}: such a video can&apos;t be encoded here.</source>
        <translation>{0}: لا يمكن ترميز فيديو كهذا هنا.</translation>
    </message>
    <message>
        <source>{0}: the face cascade can&apos;t be loaded.</source>
        <translation>{0}: تعذّر تحميل مصنِّف الوجوه المتتالي.</translation>
    </message>
    <message>
        <source>{0}: the model is refused, {1}: {2}.</source>
        <translation>{0}: رُفض النموذج، {1}: {2}.</translation>
    </message>
    <message>
        <source>{0}: the model is refused: {1}.</source>
        <translation>{0}: رُفض النموذج: {1}.</translation>
    </message>
    <message>
        <source>{0}: the models can&apos;t be kept there ({1}).</source>
        <translation>{0}: لا يمكن حفظ النماذج هناك ({1}).</translation>
    </message>
    <message>
        <source>{0}: there are too many recordings of this second.</source>
        <translation>{0}: تسجيلات هذه الثانية أكثر من اللازم.</translation>
    </message>
    <message>
        <source>{0}: there is no gallery here.</source>
        <translation>{0}: لا يوجد معرض هنا.</translation>
    </message>
    <message>
        <source>{0}: there is no such folder.</source>
        <translation>{0}: لا يوجد مجلد كهذا.</translation>
    </message>
    <message>
        <source>{0}: this model is not asked: it must lie in a folder of its own, as {1}.</source>
        <translation>{0}: لا يُسأل هذا النموذج: يجب أن يكون في مجلد خاص به، باسم {1}.</translation>
    </message>
    <message>
        <source>{0}: what is known of strangers can&apos;t be read.</source>
        <translation>{0}: تعذّرت قراءة ما يُعرف عن الغرباء.</translation>
    </message>
    <message>
        <source>{0}: {1} (share of time)</source>
        <translation>{0}: {1} (من الوقت)</translation>
    </message>
    <message>
        <source>{0}: {1} reaches the bar of {2}{3}.</source>
        <translation>{0}: تبلغ القيمة {1} العتبة {2}{3}.</translation>
    </message>
    <message>
        <source>{0}: {1}; nothing was imported.</source>
        <translation>{0}: {1}؛ لم يُستورد شيء.</translation>
    </message>
    <message>
        <source>{0}{1} left out: {2}.</source>
        <translation>تُرك {0}{1}: {2}.</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to the default: %s</source>
        <translation>العودة إلى القيمة الافتراضية: %s</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>on</source>
        <translation>مشغَّل</translation>
    </message>
    <message>
        <source>off</source>
        <translation>متوقف</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>المصادر</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>الكشف</translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation>فوق الصورة</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>الأداء</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>التسجيلات</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>الخصوصية</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>المظهر</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>المعتاد</translation>
    </message>
    <message>
        <source>Begin with what was watched last</source>
        <translation>البدء بما شوهد آخر مرة</translation>
    </message>
    <message>
        <source>Otherwise Facet begins with the first camera it finds.</source>
        <translation>وإلا يبدأ Facet بأول كاميرا يجدها.</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>حجم صورة الكاميرا</translation>
    </message>
    <message>
        <source>What cameras are asked for. Larger pictures show smaller faces, and cost more.</source>
        <translation>ما يُطلب من الكاميرات. الصور الأكبر تُظهر وجوهًا أصغر، وتكلّف أكثر.</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>معدل الكاميرا</translation>
    </message>
    <message>
        <source>Pictures a second that cameras are asked for; not all can.</source>
        <translation>عدد الصور في الثانية المطلوب من الكاميرات؛ لا تستطيع كلها ذلك.</translation>
    </message>
    <message>
        <source>Cameras as a mirror</source>
        <translation>الكاميرات كمرآة</translation>
    </message>
    <message>
        <source>Videos begin again at their end</source>
        <translation>الفيديوهات تبدأ من جديد عند نهايتها</translation>
    </message>
    <message>
        <source>Otherwise a video stops at its last picture.</source>
        <translation>وإلا يتوقف الفيديو عند صورته الأخيرة.</translation>
    </message>
    <message>
        <source>YuNet, from the Models page, finds more turned and small faces. Of {faces} faces in photos of crowds Haar found {haar} and YuNet {yunet}.</source>
        <translation>يعثر YuNet، من صفحة «النماذج»، على وجوه ملتفتة وصغيرة أكثر. من {faces} من الوجوه في صور حشود عثر Haar على {haar} وYuNet على {yunet}.</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>ما يعثر على الوجوه</translation>
    </message>
    <message>
        <source>1 in 100</source>
        <translation>1 من كل 100</translation>
    </message>
    <message>
        <source>1 in 1,000</source>
        <translation>1 من كل 1,000</translation>
    </message>
    <message>
        <source>1 in 10,000</source>
        <translation>1 من كل 10,000</translation>
    </message>
    <message>
        <source>Boxes and labels</source>
        <translation>الإطارات والتسميات</translation>
    </message>
    <message>
        <source>All can be told apart with any colour vision; words always say the answer too.</source>
        <translation>يمكن تمييزها كلها مهما كانت رؤية الألوان؛ والكلمات تقول النتيجة دائمًا أيضًا.</translation>
    </message>
    <message>
        <source>Amber and blue</source>
        <translation>كهرماني وأزرق</translation>
    </message>
    <message>
        <source>Yellow and violet</source>
        <translation>أصفر وبنفسجي</translation>
    </message>
    <message>
        <source>White</source>
        <translation>أبيض</translation>
    </message>
    <message>
        <source>Lines and text, also in snapshots.</source>
        <translation>الخطوط والنصوص، في اللقطات أيضًا.</translation>
    </message>
    <message>
        <source>Cards beside the picture</source>
        <translation>البطاقات بجانب الصورة</translation>
    </message>
    <message>
        <source>A card for each face in view.</source>
        <translation>بطاقة لكل وجه ظاهر.</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>المقاييس</translation>
    </message>
    <message>
        <source>Rates and delays, at the foot of the picture.</source>
        <translation>المعدلات والتأخير، أسفل الصورة.</translation>
    </message>
    <message>
        <source>Boxes in snapshots</source>
        <translation>الإطارات في اللقطات</translation>
    </message>
    <message>
        <source>Snapshots are saved as they are seen; otherwise the bare picture.</source>
        <translation>تُحفظ اللقطات كما تُرى؛ وإلا فالصورة المجردة.</translation>
    </message>
    <message>
        <source>Models run on</source>
        <translation>تعمل النماذج على</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card where one works. The Models page measures each.</source>
        <translation>«تلقائي» يختار بطاقة رسومات إن كانت تعمل. صفحة «النماذج» تقيس كلًا منها.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>تلقائي</translation>
    </message>
    <message>
        <source>Your right hand is on the right, as you are used to. Files begin as they are.</source>
        <translation>يدك اليمنى على اليمين كما اعتدت. أما الملفات فتبدأ كما هي.</translation>
    </message>
    <message>
        <source>What tells people apart</source>
        <translation>ما يميّز بين الأشخاص</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>أسماء خاطئة للغرباء</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed. Once there are enough pictures, the People page says how many.</source>
        <translation>كلما ندر ذلك بقي عدد أكبر ممن تعرفهم بلا اسم. وحين تكفي الصور تذكر صفحة «الأشخاص» العدد.</translation>
    </message>
    <message>
        <source>Drawn over the picture as you watch it; recordings keep the bare picture.</source>
        <translation>تُرسم فوق الصورة أثناء المشاهدة؛ وتحفظ التسجيلات الصورة وحدها.</translation>
    </message>
    <message>
        <source>Colours of boxes and labels</source>
        <translation>ألوان الإطارات والتسميات</translation>
    </message>
    <message>
        <source>Size of boxes and labels</source>
        <translation>حجم الإطارات والتسميات</translation>
    </message>
    <message>
        <source>Processor cores for each model</source>
        <translation>أنوية المعالج لكل نموذج</translation>
    </message>
    <message>
        <source>One is quickest for small models; more can help large ones.</source>
        <translation>الواحدة هي الأسرع للنماذج الصغيرة؛ والمزيد قد يفيد الكبيرة.</translation>
    </message>
    <message>
        <source>Power saver</source>
        <translation>توفير الطاقة</translation>
    </message>
    <message>
        <source>At most ten pictures a second. The fan stays quiet, fast motion is less smooth.</source>
        <translation>عشر صور في الثانية على الأكثر. تبقى المروحة هادئة، وتكون الحركة السريعة أقل سلاسة.</translation>
    </message>
    <message>
        <source>Keep the picture</source>
        <translation>حفظ الصورة</translation>
    </message>
    <message>
        <source>Say what is kept before recording</source>
        <translation>ذكر ما يُحفظ قبل التسجيل</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once.</source>
        <translation>وإلا يبدأ مفتاح التسجيل فورًا.</translation>
    </message>
    <message>
        <source>Where new recordings lie</source>
        <translation>مكان التسجيلات الجديدة</translation>
    </message>
    <message>
        <source>Recordings in the other place stay there and are listed too.</source>
        <translation>تبقى التسجيلات التي في المكان الآخر هناك وتُعرض أيضًا.</translation>
    </message>
    <message>
        <source>In Facet&apos;s data</source>
        <translation>في بيانات Facet</translation>
    </message>
    <message>
        <source>In your videos</source>
        <translation>في فيديوهاتك</translation>
    </message>
    <message>
        <source>Delete old recordings</source>
        <translation>حذف التسجيلات القديمة</translation>
    </message>
    <message>
        <source>For good, whenever Facet starts. Nothing is deleted while it runs.</source>
        <translation>نهائيًا، كلما بدأ Facet. لا يُحذف شيء أثناء عمله.</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>أبدًا</translation>
    </message>
    <message>
        <source>After {days} days</source>
        <translation>بعد {days} من الأيام</translation>
    </message>
    <message>
        <source>Remember what was watched</source>
        <translation>تذكّر ما شوهد</translation>
    </message>
    <message>
        <source>For the menu of sources and the next start. Turning it off forgets all of it.</source>
        <translation>لقائمة المصادر وللبدء القادم. إيقافه ينسى كل ذلك.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>اللغة</translation>
    </message>
    <message>
        <source>Of the window and its messages. Counts when Facet starts again.</source>
        <translation>لغة النافذة ورسائلها. تسري عند بدء Facet من جديد.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>السمة</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>حركة أقل</translation>
    </message>
    <message>
        <source>Bars of work without a known end stand still. Nothing else moves by itself.</source>
        <translation>تبقى أشرطة الأعمال التي لا تُعرف نهايتها ثابتة. ولا يتحرك شيء آخر من تلقاء نفسه.</translation>
    </message>
    <message>
        <source>Tell screen readers</source>
        <translation>إخبار قارئات الشاشة</translation>
    </message>
    <message>
        <source>Who comes into view, that a recording begins or ends, and what went wrong.</source>
        <translation>من يظهر، وبدء التسجيل أو انتهاؤه، وما حدث من خطأ.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>مثل النظام</translation>
    </message>
    <message>
        <source>SFace is surer, facet-id comes with Facet. After a change everyone&apos;s pictures are looked at again.</source>
        <translation>نموذج SFace أوثق، وfacet-id يأتي مع Facet. بعد التغيير تُفحص صور الجميع من جديد.</translation>
    </message>
    <message>
        <source>Lets you watch a recording, correct names from it and run it again; the answers are kept either way. It takes 1 to 4 GB an hour at 640 × 480.</source>
        <translation>يتيح لك مشاهدة التسجيل وتصحيح الأسماء منه وتحليله من جديد؛ وتُحفظ النتائج في كلتا الحالتين. يشغل من 1 إلى 4 GB في الساعة عند 640 × 480.</translation>
    </message>
    <message>
        <source>High contrast suits weak sight: black, white and bright colours alone.</source>
        <translation>التباين العالي يناسب ضعف البصر: أسود وأبيض وألوان ساطعة فقط.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>فاتحة</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>داكنة</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>تباين عالٍ</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>حجم النص</translation>
    </message>
    <message>
        <source>Of the whole window, beside the system&apos;s own setting.</source>
        <translation>للنافذة كلها، إضافة إلى إعداد النظام نفسه.</translation>
    </message>
    <message>
        <source>This build of ONNX Runtime does not have it.</source>
        <translation>لا يتضمنه هذا البناء من ONNX Runtime.</translation>
    </message>
    <message>
        <source>It can&apos;t run here: {why}.</source>
        <translation>لا يمكن تشغيله هنا: {why}.</translation>
    </message>
    <message>
        <source>It is not downloaded yet: the Models page does it.</source>
        <translation>لم يُنزَّل بعد: يمكن ذلك من صفحة «النماذج».</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Reset all</source>
        <translation>إعادة ضبط الكل</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>لا إعداد فيه هذه الكلمات.</translation>
    </message>
    <message>
        <source>Put every setting back to its default</source>
        <translation>إعادة كل إعداد إلى قيمته الافتراضية</translation>
    </message>
    <message>
        <source>Every setting has its default already</source>
        <translation>كل إعداد على قيمته الافتراضية بالفعل</translation>
    </message>
    <message>
        <source>The window speaks it when Facet starts again.</source>
        <translation>تظهر النافذة بها عند بدء Facet من جديد.</translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>إعادة البدء الآن</translation>
    </message>
    <message>
        <source>Every change is saved and takes effect at once. Only a new language needs a restart.</source>
        <translation>يُحفظ كل تغيير ويسري فورًا. اللغة الجديدة وحدها تحتاج إلى إعادة التشغيل.</translation>
    </message>
    <message>
        <source>Every setting has its default.</source>
        <translation>كل إعداد على قيمته الافتراضية.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>بحث عن إعداد</translation>
    </message>
    <message>
        <source>Show only settings with these words</source>
        <translation>عرض الإعدادات التي فيها هذه الكلمات فقط</translation>
    </message>
    <message>
        <source>Where Facet keeps things</source>
        <translation>أين يحفظ Facet الأشياء</translation>
    </message>
    <message>
        <source>Models and people</source>
        <translation>النماذج والأشخاص</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>التسجيلات</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>اللقطات</translation>
    </message>
    <message>
        <source>What can be made again</source>
        <translation>ما يمكن إنشاؤه من جديد</translation>
    </message>
    <message>
        <source>The log, for bug reports</source>
        <translation>السجل، لبلاغات الأخطاء</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>عرض</translation>
    </message>
    <message>
        <source>Show the folder: %s</source>
        <translation>عرض المجلد: %s</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>فتح هذا المجلد</translation>
    </message>
    <message>
        <source>Nothing has been kept there yet.</source>
        <translation>لم يُحفظ شيء هناك بعد.</translation>
    </message>
</context>
<context>
    <name>SetupView</name>
    <message>
        <source>Looking for the trainer</source>
        <translation>جارٍ البحث عن برنامج التدريب</translation>
    </message>
    <message>
        <source>What to type</source>
        <translation>ما يُكتب</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Copy what to type</source>
        <translation>نسخ ما يُكتب</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>البحث من جديد</translation>
    </message>
    <message>
        <source>Look for the trainer again</source>
        <translation>البحث عن برنامج التدريب من جديد</translation>
    </message>
    <message>
        <source>Choose a Python…</source>
        <translation>اختيار Python…</translation>
    </message>
    <message>
        <source>Use the trainer of another Python environment</source>
        <translation>استخدام برنامج التدريب من بيئة Python أخرى</translation>
    </message>
    <message>
        <source>Use Facet’s own Python</source>
        <translation>استخدام Python الخاص بـ Facet</translation>
    </message>
    <message>
        <source>Forget the chosen Python</source>
        <translation>نسيان Python المختار</translation>
    </message>
    <message>
        <source>Looking for the trainer…</source>
        <translation>جارٍ البحث عن برنامج التدريب…</translation>
    </message>
    <message>
        <source>It is asked what it can train. This may take a few seconds.</source>
        <translation>يُسأل عما يمكنه تدريبه. قد يستغرق ذلك بضع ثوانٍ.</translation>
    </message>
    <message>
        <source>Training needs further packages</source>
        <translation>يحتاج التدريب إلى حزم أخرى</translation>
    </message>
    <message>
        <source>This Facet comes without the trainer: it uses that of a Python environment of yours.</source>
        <translation>يأتي Facet هذا بدون برنامج التدريب: يستخدم برنامج التدريب من بيئة Python لديك.</translation>
    </message>
    <message>
        <source>The trainer is large (about 1.5 GB with TensorFlow), so Facet comes without it.</source>
        <translation>برنامج التدريب كبير (نحو 1.5 GB مع TensorFlow)، لذلك يأتي Facet بدونه.</translation>
    </message>
    <message>
        <source>Type this in a terminal</source>
        <translation>اكتب هذا في الطرفية</translation>
    </message>
    <message>
        <source>Then look again. Any Python 3.11 or newer that has it can be chosen instead.</source>
        <translation>ثم ابحث من جديد. يمكن بدلًا من ذلك اختيار أي Python 3.11 أو أحدث توجد فيه.</translation>
    </message>
</context>
<context>
    <name>SeveralDesk</name>
    <message>
        <source>Looking at {count:,} faces…</source>
        <translation>جارٍ فحص {count:,} من الوجوه…</translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message>
        <source>Who are these?</source>
        <translation>من هؤلاء؟</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>{count:,} faces get the same name.</source>
        <translation>يُعطى {count:,} من الوجوه الاسم نفسه.</translation>
    </message>
    <message>
        <source>One of the faces</source>
        <translation>أحد الوجوه</translation>
    </message>
    <message>
        <source>and {count:,} more</source>
        <translation>و {count:,} غيرها</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Comma</source>
        <translation>فاصلة</translation>
    </message>
    <message>
        <source>Full stop</source>
        <translation>نقطة</translation>
    </message>
    <message>
        <source>{key} is the key of “{other}”. Give that one another key first.</source>
        <translation>المفتاح {key} هو مفتاح «{other}». أعطِ ذلك الأمر مفتاحًا آخر أولًا.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>إعادة</translation>
    </message>
    <message>
        <source>This is no key that Facet can listen for.</source>
        <translation>هذا ليس مفتاحًا يستطيع Facet التقاطه.</translation>
    </message>
    <message>
        <source>{key} moves and presses what has the focus, so it can&apos;t be chosen.</source>
        <translation>المفتاح {key} يحرّك ويضغط ما عليه التركيز، فلا يمكن اختياره.</translation>
    </message>
    <message>
        <source>{key} undoes what was done last, so it can&apos;t be chosen.</source>
        <translation>{key} يتراجع عن آخر ما جرى، ولذلك لا يمكن اختياره.</translation>
    </message>
    <message>
        <source>{key} does again what was undone last, so it can&apos;t be chosen.</source>
        <translation>{key} يعيد آخر ما تم التراجع عنه، ولذلك لا يمكن اختياره.</translation>
    </message>
    <message>
        <source>{key} opens a menu, so it can&apos;t be chosen.</source>
        <translation>المفتاح {key} يفتح قائمة، فلا يمكن اختياره.</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>اختصارات لوحة المفاتيح</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>آخر ما جرى</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>No snapshot has been saved yet.</source>
        <translation>لم تُحفظ أي لقطة بعد.</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>حُفظ %s</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>عرض في المجلد</translation>
    </message>
    <message>
        <source>No file manager answered. The place is:</source>
        <translation>لم يستجب أي مدير ملفات. المكان هو:</translation>
    </message>
    <message>
        <source>The snapshot could not be saved in {folder}: {reason}.</source>
        <translation>تعذّر حفظ اللقطة في {folder}: {reason}.</translation>
    </message>
    <message>
        <source>Make room there, or make the folder writable.</source>
        <translation>وفّر مساحة هناك، أو اجعل المجلد قابلًا للكتابة.</translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>Demo</source>
        <translation>العرض التجريبي</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>مدمج</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>الكاميرا {number}</translation>
    </message>
</context>
<context>
    <name>SourceMenu</name>
    <message>
        <source>Sources</source>
        <translation>المصادر</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>جارٍ البحث عن كاميرات…</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>لم يُعثر على كاميرا</translation>
    </message>
    <message>
        <source>Plug one in, then open this menu again</source>
        <translation>وصّل واحدة ثم افتح هذه القائمة مجددًا</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>حجم صورة الكاميرا</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>معدل الكاميرا</translation>
    </message>
    <message>
        <source>Usual: {size}</source>
        <translation>المعتاد: {size}</translation>
    </message>
    <message>
        <source>%g a second</source>
        <translation>%g في الثانية</translation>
    </message>
    <message>
        <source>Usual: {rate}</source>
        <translation>المعتاد: {rate}</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>الأخيرة</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Opening</source>
        <translation>جارٍ الفتح</translation>
    </message>
</context>
<context>
    <name>StartView</name>
    <message>
        <source>Nobody is known yet</source>
        <translation>لا أحد معروف بعد</translation>
    </message>
    <message>
        <source>Add someone from photos, or from the camera in under 20 seconds. Or watch something and click a face. From then on Facet names them, without any training.</source>
        <translation>أضف شخصًا من صور، أو من الكاميرا في أقل من 20 ثانية. أو شاهد شيئًا وانقر وجهًا. وبعد ذلك يسمّيه Facet دون أي تدريب.</translation>
    </message>
    <message>
        <source>Pictures and names stay on this computer, and can be erased.</source>
        <translation>تبقى الصور والأسماء على هذا الحاسوب، ويمكن محوها.</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>من صور…</translation>
    </message>
    <message>
        <source>They can also be dropped here</source>
        <translation>يمكن أيضًا إفلاتها هنا</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>من الكاميرا…</translation>
    </message>
    <message>
        <source>Guided, in under 20 seconds</source>
        <translation>بتوجيه، في أقل من 20 ثانية</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>استيراد…</translation>
    </message>
    <message>
        <source>People that another Facet exported</source>
        <translation>أشخاص صدّرهم Facet آخر</translation>
    </message>
</context>
<context>
    <name>StreamDialog</name>
    <message>
        <source>Open a stream</source>
        <translation>فتح بثّ</translation>
    </message>
    <message>
        <source>&amp;Address of the stream</source>
        <translation>&amp;عنوان البثّ</translation>
    </message>
    <message>
        <source>Address of the stream</source>
        <translation>عنوان البثّ</translation>
    </message>
    <message>
        <source>Where the stream is found</source>
        <translation>مكان وجود البثّ</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>فتح</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>Used for this stream now, and never saved</source>
        <translation>تُستخدم لهذا البثّ الآن، ولا تُحفظ أبدًا</translation>
    </message>
    <message>
        <source>&amp;Password of {user}</source>
        <translation>&amp;كلمة مرور {user}</translation>
    </message>
    <message>
        <source>A password is never saved: type it. If there is none, put a colon before the @.</source>
        <translation>لا تُحفظ كلمة المرور أبدًا: اكتبها. وإن لم توجد فضع نقطتين (:) قبل @ .</translation>
    </message>
    <message>
        <source>Watch this stream</source>
        <translation>مشاهدة هذا البثّ</translation>
    </message>
    <message>
        <source>MJPEG over HTTP, RTSP and RTMP. A password is never saved.</source>
        <translation>يُقبل MJPEG عبر HTTP و RTSP و RTMP. لا تُحفظ كلمة المرور أبدًا.</translation>
    </message>
    <message>
        <source>Type the address of a stream.</source>
        <translation>اكتب عنوان بثّ.</translation>
    </message>
    <message>
        <source>An address has no spaces.</source>
        <translation>لا مسافات في العنوان.</translation>
    </message>
    <message>
        <source>This is not an address. Is the port a number up to 65535?</source>
        <translation>هذا ليس عنوانًا. هل المنفذ رقم لا يتجاوز 65535؟</translation>
    </message>
    <message>
        <source>An address starts with {schemes}.</source>
        <translation>يبدأ العنوان بـ {schemes}.</translation>
    </message>
    <message>
        <source>The address names no machine, such as camera.local.</source>
        <translation>لا يذكر العنوان جهازًا، مثل camera.local .</translation>
    </message>
    <message>
        <source>User and password are not kept. Type them in place of ***.</source>
        <translation>لا يُحفظ اسم المستخدم وكلمة المرور. اكتبهما مكان *** .</translation>
    </message>
</context>
<context>
    <name>Switch</name>
    <message>
        <source>On</source>
        <translation>مشغَّل</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>متوقف</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>الخط الزمني</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>علامة</translation>
    </message>
    <message>
        <source>Nobody was seen</source>
        <translation>لم يُشاهَد أحد</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>لا صورة</translation>
    </message>
    <message>
        <source>No picture came from {start} to {end}.</source>
        <translation>لم تأت صورة من {start} إلى {end}.</translation>
    </message>
    <message>
        <source>Source lost</source>
        <translation>فُقد المصدر</translation>
    </message>
    <message>
        <source>The source was lost from {start} to {end}: no picture came.</source>
        <translation>فُقد المصدر من {start} إلى {end}: لم تأت صورة.</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Show in folder</source>
        <translation>عرض في المجلد</translation>
    </message>
    <message>
        <source>Nothing to undo here.</source>
        <translation>لا شيء للتراجع عنه هنا.</translation>
    </message>
    <message>
        <source>Nothing to redo here.</source>
        <translation>لا شيء لإعادته هنا.</translation>
    </message>
    <message>
        <source>What was undone here can&apos;t be done again by a key. Do it once more instead.</source>
        <translation>لا يمكن بمفتاح إعادة ما تم التراجع عنه هنا. افعله مرة أخرى بدلًا من ذلك.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>{n} pictures in {classes} classes, {size} pixels</source>
        <translation>{n} من الصور في {classes} من الفئات، {size} بكسل</translation>
    </message>
    <message>
        <source>Nothing speaks against this data.</source>
        <translation>لا مأخذ على هذه البيانات.</translation>
    </message>
    <message>
        <source>All pictures are of one class, “{label}”.</source>
        <translation>كل الصور من فئة واحدة، «{label}».</translation>
    </message>
    <message>
        <source>Nothing can be told apart: it takes pictures of two classes at least.</source>
        <translation>لا شيء للتمييز بينه: يلزم صور من فئتين على الأقل.</translation>
    </message>
    <message>
        <source>No picture in: {names}.</source>
        <translation>لا صور في: {names}.</translation>
    </message>
    <message>
        <source>Add pictures there, or take the folder away.</source>
        <translation>أضف صورًا هناك، أو أبعد المجلد.</translation>
    </message>
    <message>
        <source>Few pictures of: {names}.</source>
        <translation>صور قليلة في: {names}.</translation>
    </message>
    <message>
        <source>A dozen a class is the least; some dozens do better.</source>
        <translation>الحد الأدنى اثنتا عشرة لكل فئة؛ والعشرات أفضل.</translation>
    </message>
    <message>
        <source>Some classes have many more pictures than others.</source>
        <translation>لبعض الفئات صور أكثر بكثير من غيرها.</translation>
    </message>
    <message>
        <source>The model may lean towards them; the balanced figure will tell.</source>
        <translation>قد يميل النموذج إليها؛ يبيّن ذلك المقياس المتوازن.</translation>
    </message>
    <message>
        <source>Photographs that stand under two classes: {n}.</source>
        <translation>صور موجودة في فئتين: {n}.</translation>
    </message>
    <message>
        <source>Photographs on two sides of the folder’s own split: {n}.</source>
        <translation>صور موجودة في جانبين من تقسيم المجلد نفسه: {n}.</translation>
    </message>
    <message>
        <source>The training leaves the copies out of what it learns from: {names}</source>
        <translation>يستبعد التدريب النسخ مما يتعلّم منه: {names}</translation>
    </message>
    <message>
        <source>{n} pictures have a copy here, exact or nearly so.</source>
        <translation>لـ {n} من الصور نسخة هنا، مطابقة أو تكاد.</translation>
    </message>
    <message>
        <source>Copies stay together, so that none is learned from and tested on.</source>
        <translation>تبقى النسخ معًا، فلا يُتعلَّم من صورة ويُختبر عليها.</translation>
    </message>
    <message>
        <source>No two pictures are the same, nor nearly so.</source>
        <translation>لا توجد صورتان متطابقتان أو تكادان.</translation>
    </message>
    <message>
        <source>Pictures that can’t be read, left out: {n}.</source>
        <translation>صور تعذّرت قراءتها فتُركت: {n}.</translation>
    </message>
    <message>
        <source>Left out: {n}, {reason}.</source>
        <translation>تُرك: {n}، {reason}.</translation>
    </message>
    <message>
        <source>Your own pictures, from scratch</source>
        <translation>صورك الخاصة، من الصفر</translation>
    </message>
    <message>
        <source>Your own pictures</source>
        <translation>صورك الخاصة</translation>
    </message>
    <message>
        <source>Its weights are Keras’ own download.</source>
        <translation>أوزانها هي ما تنزّله Keras نفسها.</translation>
    </message>
    <message>
        <source>A last layer on the numbers that tell faces apart: quick, and the surest. The Models page brings SFace.</source>
        <translation>طبقة أخيرة فوق الأرقام التي تميّز بين الوجوه: سريعة، والأوثق. يمكن تنزيل SFace من صفحة «النماذج».</translation>
    </message>
    <message>
        <source>The same on the model that ships with Facet: as quick, less sure.</source>
        <translation>الأمر نفسه على النموذج الذي يأتي مع Facet: بالسرعة نفسها، وأقل وثوقًا.</translation>
    </message>
    <message>
        <source>The well-known recipe on a network that knows things, not faces: slow, and seldom better than the gallery.</source>
        <translation>الوصفة المعروفة على شبكة تعرف الأشياء لا الوجوه: بطيئة، ونادرًا ما تفوق المعرض.</translation>
    </message>
    <message>
        <source>Nothing: learn from scratch</source>
        <translation>لا شيء: التعلّم من الصفر</translation>
    </message>
    <message>
        <source>A small network for pictures unlike photographs, or for faces. Needs dozens a class.</source>
        <translation>شبكة صغيرة لصور لا تشبه الصور الفوتوغرافية، أو للوجوه. تحتاج إلى العشرات لكل فئة.</translation>
    </message>
    <message>
        <source>Small and quick: a good beginning.</source>
        <translation>صغيرة وسريعة: بداية جيدة.</translation>
    </message>
    <message>
        <source>As quick, often a little better.</source>
        <translation>بالسرعة نفسها، وأفضل قليلًا في الغالب.</translation>
    </message>
    <message>
        <source>Slow; the network of many tutorials.</source>
        <translation>بطيئة؛ شبكة كثير من الدروس التعليمية.</translation>
    </message>
    <message>
        <source>Larger, often better, four times as slow.</source>
        <translation>أكبر، وأفضل في الغالب، وأبطأ بأربع مرات.</translation>
    </message>
    <message>
        <source>Your own pictures, a folder for each class</source>
        <translation>صورك الخاصة، مجلد لكل فئة</translation>
    </message>
    <message>
        <source>Any classes that you can sort pictures into: one folder, with a folder of pictures in it for each class, named as the class. From a dozen pictures a class.</source>
        <translation>أي فئات يمكنك فرز الصور إليها: مجلد واحد، فيه مجلد صور لكل فئة يحمل اسمها. ابتداءً من اثنتي عشرة صورة لكل فئة.</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>اختيار المجلد…</translation>
    </message>
    <message>
        <source>The people whom Facet knows</source>
        <translation>الأشخاص الذين يعرفهم Facet</translation>
    </message>
    <message>
        <source>A network that knows the people of your gallery and nobody else: it gives everybody one of their names, strangers too. It is compared with the gallery on the same pictures, and thrown away where it is worse. The gallery stays as it is. From two people with a dozen pictures each.</source>
        <translation>شبكة تعرف أشخاص معرضك ولا أحد سواهم: تعطي كل شخص أحد أسمائهم، حتى الغرباء. تُقارن بالمعرض على الصور نفسها، وتُهمل حيث تكون أسوأ. يبقى المعرض كما هو. ابتداءً من شخصين لكل منهما اثنتا عشرة صورة.</translation>
    </message>
    <message>
        <source>Photos of strangers…</source>
        <translation>صور غرباء…</translation>
    </message>
    <message>
        <source>Photos of other people say how often a stranger would get a name.</source>
        <translation>صور أشخاص آخرين تبيّن كم مرة قد يُعطى الغريب اسمًا.</translation>
    </message>
    <message>
        <source>Folder of FER2013…</source>
        <translation>مجلد FER2013…</translation>
    </message>
    <message>
        <source>With FER2013 as well the network has seen 36,000 faces before: better.</source>
        <translation>مع FER2013 أيضًا تكون الشبكة قد رأت 36,000 وجه من قبل: أفضل.</translation>
    </message>
    <message>
        <source>Smile or not</source>
        <translation>ابتسامة أم لا</translation>
    </message>
    <message>
        <source>The data set GENKI-4K: 4,000 photographs with a list of who smiles.</source>
        <translation>مجموعة البيانات GENKI-4K: فيها 4,000 صورة فوتوغرافية مع قائمة بمن يبتسم.</translation>
    </message>
    <message>
        <source>Folder of GENKI-4K…</source>
        <translation>مجلد GENKI-4K…</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>سعادة أم حزن</translation>
    </message>
    <message>
        <source>Photographs in two folders, happy and sad; some 300 in all.</source>
        <translation>صور فوتوغرافية في مجلدين، happy و sad؛ نحو 300 في المجموع.</translation>
    </message>
    <message>
        <source>Emotions</source>
        <translation>الانفعالات</translation>
    </message>
    <message>
        <source>FER2013 with the votes of FER+: 36,000 small faces. Takes hours.</source>
        <translation>مجموعة FER2013 بأصوات FER+: فيها 36,000 وجه صغير. تستغرق ساعات.</translation>
    </message>
    <message>
        <source>Emotions by FER2013’s own labels</source>
        <translation>الانفعالات بتصنيفات FER2013 نفسها</translation>
    </message>
    <message>
        <source>As Emotions, with seven labels that one person chose. Takes hours.</source>
        <translation>مثل «الانفعالات»، بسبعة تصنيفات اختارها شخص واحد. تستغرق ساعات.</translation>
    </message>
    <message>
        <source>Who it is, from folders of faces</source>
        <translation>هوية الشخص، من مجلدات وجوه</translation>
    </message>
    <message>
        <source>A folder of faces for each person, some 250 each, as the tutorials do.</source>
        <translation>مجلد وجوه لكل شخص، نحو 250 لكل منهم، كما في الدروس التعليمية.</translation>
    </message>
    <message>
        <source>Breeds of dogs</source>
        <translation>سلالات الكلاب</translation>
    </message>
    <message>
        <source>Stanford Dogs, or a folder for each breed with 60 pictures and more.</source>
        <translation>مجموعة Stanford Dogs، أو مجلد لكل سلالة فيه 60 صورة أو أكثر.</translation>
    </message>
    <message>
        <source>CIFAR-100</source>
        <translation>CIFAR-100</translation>
    </message>
    <message>
        <source>100 kinds of things in 60,000 tiny pictures. A graphics card helps.</source>
        <translation>أشياء من 100 نوع في 60,000 صورة صغيرة جدًا. تفيد بطاقة رسومات.</translation>
    </message>
    <message>
        <source>Folder of CIFAR-100…</source>
        <translation>مجلد CIFAR-100…</translation>
    </message>
    <message>
        <source>Tiny ImageNet</source>
        <translation>Tiny ImageNet</translation>
    </message>
    <message>
        <source>200 kinds of things in 110,000 small pictures. A graphics card helps.</source>
        <translation>أشياء من 200 نوع في 110,000 صورة صغيرة. تفيد بطاقة رسومات.</translation>
    </message>
    <message>
        <source>Folder of Tiny ImageNet…</source>
        <translation>مجلد Tiny ImageNet…</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>الدورات</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>عدد الصور في الخطوة</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>معدل التعلّم</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>البذرة</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>توقف مبكر بعد</translation>
    </message>
    <message>
        <source>Choose a folder of pictures first.</source>
        <translation>اختر مجلد صور أولًا.</translation>
    </message>
    <message>
        <source>This trainer doesn’t know the recipe; it may be an older one.</source>
        <translation>لا يعرف برنامج التدريب هذه الوصفة؛ قد يكون أقدم.</translation>
    </message>
    <message>
        <source>The folder can’t be used as it is.</source>
        <translation>لا يمكن استخدام المجلد كما هو.</translation>
    </message>
    <message>
        <source>Other settings: a quotation mark lacks its partner.</source>
        <translation>إعدادات أخرى: تنقص علامة اقتباس مقابلة.</translation>
    </message>
    <message>
        <source>Other settings: “{word}” is not of the form name=value.</source>
        <translation>إعدادات أخرى: «{word}» ليس بصيغة name=value.</translation>
    </message>
    <message>
        <source>{name}: a whole number from {least} on is wanted.</source>
        <translation>{name}: المطلوب عدد صحيح لا يقل عن {least}.</translation>
    </message>
    <message>
        <source>{name}: a small number above 0 is wanted.</source>
        <translation>{name}: المطلوب عدد صغير أكبر من 0.</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>تدريب جديد</translation>
    </message>
    <message>
        <source>From your pictures, or a recipe</source>
        <translation>من صورك أو من وصفة</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>عمليات التدريب</translation>
    </message>
    <message>
        <source>round {n} of {of}</source>
        <translation>الدورة {n} من {of}</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>بقي نحو {time}</translation>
    </message>
    <message>
        <source>processors {share} busy</source>
        <translation>انشغال المعالجات {share}</translation>
    </message>
    <message>
        <source>waiting for pictures {share}</source>
        <translation>انتظار الصور {share}</translation>
    </message>
    <message>
        <source>The first seconds go to loading the trainer.</source>
        <translation>تذهب الثواني الأولى في تحميل برنامج التدريب.</translation>
    </message>
    <message>
        <source>{share} right, {low} to {high} with 95 % certainty, on {n} pictures kept aside</source>
        <translation>الصحيح {share}، من {low} إلى {high} بيقين 95%، على {n} من الصور المحجوزة</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is better.</source>
        <translation>يسمّي المعرض وحده {share} منها: هذه الشبكة أفضل.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: too few pictures to tell which is better.</source>
        <translation>يسمّي المعرض وحده {share} منها: الصور أقل من أن يُعرف منها أيهما أفضل.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them too: this is no better.</source>
        <translation>يسمّي المعرض وحده {share} منها أيضًا: ليست هذه الشبكة أفضل.</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is worse.</source>
        <translation>يسمّي المعرض وحده {share} منها: هذه الشبكة أسوأ.</translation>
    </message>
    <message>
        <source>It knows these people only, and gives everybody else one of their names.</source>
        <translation>لا يعرف إلا هؤلاء الأشخاص، ويعطي كل من سواهم أحد أسمائهم.</translation>
    </message>
    <message>
        <source>Always answering “{label}” would be right in {share}: on {n} pictures this is not surely better.</source>
        <translation>الإجابة دائمًا بـ «{label}» تصيب في {share}: على {n} من الصور ليس هذا أفضل بيقين.</translation>
    </message>
    <message>
        <source>The gallery by itself</source>
        <translation>المعرض وحده</translation>
    </message>
    <message>
        <source>This network</source>
        <translation>هذه الشبكة</translation>
    </message>
    <message>
        <source>{share} of your people named rightly</source>
        <translation>سُمّي {share} من أشخاصك تسمية صحيحة</translation>
    </message>
    <message>
        <source>; {share} of {n} strangers get a name</source>
        <translation>؛ يُعطى {share} من الغرباء ({n}) اسمًا</translation>
    </message>
    <message>
        <source>When {p} sure</source>
        <translation>عند يقين {p}</translation>
    </message>
    <message>
        <source>Strangers</source>
        <translation>الغرباء</translation>
    </message>
    <message>
        <source>Not measured: every one gets a name</source>
        <translation>لم يُقس: كل غريب يُعطى اسمًا</translation>
    </message>
    <message>
        <source>is {truth}</source>
        <translation>الواقع: {truth}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} ث</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} د</translation>
    </message>
    <message>
        <source>{n} h {m} min</source>
        <translation>{n} س {m} د</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>جارٍ الإنهاء…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>جارٍ البدء…</translation>
    </message>
    <message>
        <source>Making the model file…</source>
        <translation>جارٍ إنشاء ملف النموذج…</translation>
    </message>
    <message>
        <source>Measuring it…</source>
        <translation>جارٍ قياسه…</translation>
    </message>
    <message>
        <source>Learning…</source>
        <translation>جارٍ التعلّم…</translation>
    </message>
    <message>
        <source>Looking at every picture once…</source>
        <translation>جارٍ فحص كل صورة مرة واحدة…</translation>
    </message>
    <message>
        <source>Reading the pictures…</source>
        <translation>جارٍ قراءة الصور…</translation>
    </message>
    <message>
        <source>Looking at the mirror images…</source>
        <translation>جارٍ فحص الصور المعكوسة…</translation>
    </message>
    <message>
        <source>Looking at strangers…</source>
        <translation>جارٍ فحص الغرباء…</translation>
    </message>
    <message>
        <source>{share} right · {day}</source>
        <translation>الصحيح {share} · {day}</translation>
    </message>
    <message>
        <source>Did not work · {day}</source>
        <translation>لم ينجح · {day}</translation>
    </message>
    <message>
        <source>Unfinished · {day}</source>
        <translation>غير مكتمل · {day}</translation>
    </message>
    <message>
        <source>Not begun · {day}</source>
        <translation>لم يبدأ · {day}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>قيد العمل</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>مكتمل</translation>
    </message>
    <message>
        <source>Did not work</source>
        <translation>لم ينجح</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>تعلَّم</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>غير مكتمل</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>لم يبدأ</translation>
    </message>
    <message>
        <source>The live view does not ask this model yet.</source>
        <translation>لا تسأل المشاهدة المباشرة هذا النموذج بعد.</translation>
    </message>
    <message>
        <source>The Photos page does not ask this model yet.</source>
        <translation>لا تسأل صفحة «الصور» هذا النموذج بعد.</translation>
    </message>
    <message>
        <source>Not among your models yet. No page asks it by itself: you can try it below.</source>
        <translation>ليس بين نماذجك بعد. لا تسأله أي صفحة من تلقاء نفسها: يمكنك تجربته أدناه.</translation>
    </message>
    <message>
        <source>It is among your models as “{name}”.</source>
        <translation>هو بين نماذجك باسم «{name}».</translation>
    </message>
    <message>
        <source>No page asks it by itself; it answers in commands, and below.</source>
        <translation>لا تسأله أي صفحة من تلقاء نفسها؛ يجيب في الأوامر، وأدناه.</translation>
    </message>
    <message>
        <source>Another model is in use in its place.</source>
        <translation>يُستخدم نموذج آخر مكانه.</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>تسأله صفحة «الصور» عن صور كاملة.</translation>
    </message>
    <message>
        <source>Facet can be used meanwhile; another page may be shown.</source>
        <translation>يمكن استخدام Facet في هذه الأثناء؛ ويمكن عرض صفحة أخرى.</translation>
    </message>
    <message>
        <source>The live view answers with it.</source>
        <translation>تجيب به المشاهدة المباشرة.</translation>
    </message>
    <message>
        <source>It has learned; its model file or its report is not made yet.</source>
        <translation>اكتمل التعلّم؛ لم يُنشأ ملف النموذج أو التقرير بعد.</translation>
    </message>
    <message>
        <source>It was ended early. What it learned is kept: it goes on from there.</source>
        <translation>أُنهي مبكرًا. يُحفظ ما تعلّمه: يتابع من هناك.</translation>
    </message>
    <message>
        <source>{n} of {of} rounds are done.</source>
        <translation>تم {n} من {of} من الدورات.</translation>
    </message>
    <message>
        <source>It ended before it had learned anything.</source>
        <translation>انتهى قبل أن يتعلّم شيئًا.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Make model and report</source>
        <translation>إنشاء النموذج والتقرير</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>قيد الاستخدام</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>أُضيف</translation>
    </message>
    <message>
        <source>Use it anyway…</source>
        <translation>استخدامه رغم ذلك…</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>استخدامه الآن</translation>
    </message>
    <message>
        <source>Add to models</source>
        <translation>إضافة إلى النماذج</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Learns</source>
        <translation>يتعلّم</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>الصور</translation>
    </message>
    <message>
        <source>{train} to learn from, {validation} to check by, {test} kept aside</source>
        <translation>للتعلّم {train}، وللتحقق {validation}، ومحجوزة {test}</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>الأجزاء</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>يعمل على</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>جرى على</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>بدأ</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>المجلد</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>تلقائي</translation>
    </message>
    <message>
        <source>The processor</source>
        <translation>المعالج</translation>
    </message>
    <message>
        <source>A graphics card</source>
        <translation>بطاقة رسومات</translation>
    </message>
    <message>
        <source>The trainer ended unexpectedly.</source>
        <translation>انتهى برنامج التدريب على نحو غير متوقع.</translation>
    </message>
    <message>
        <source>from scratch</source>
        <translation>من الصفر</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Trainings</source>
        <translation>عمليات التدريب</translation>
    </message>
    <message>
        <source>“%s” is being trained. It would be ended, and can go on later.</source>
        <translation>يجري تدريب «%s». سيُنهى، ويمكن متابعته لاحقًا.</translation>
    </message>
    <message>
        <source>One training runs at a time.</source>
        <translation>يجري تدريب واحد في كل مرة.</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>يجيب %1 عن «%2» من الآن.</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>مشاهدة</translation>
    </message>
    <message>
        <source>%1 is among your models, for “%2”.</source>
        <translation>صار %1 بين نماذجك، من أجل «%2».</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>إظهاره</translation>
    </message>
    <message>
        <source>%1 is asked about whole photos from now on.</source>
        <translation>يُسأل %1 عن صور كاملة من الآن.</translation>
    </message>
    <message>
        <source>“%s” was removed.</source>
        <translation>أُزيل «%s».</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>Save a mended split</source>
        <translation>حفظ تقسيم مُصلَح</translation>
    </message>
    <message>
        <source>%s has every picture’s side, copies together.</source>
        <translation>في %s جانب كل صورة، والنسخ معًا.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>عرض في المجلد</translation>
    </message>
    <message>
        <source>Choose a Python that has the trainer</source>
        <translation>اختيار Python فيه برنامج التدريب</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>التدريب</translation>
    </message>
    <message>
        <source>Teach Facet to tell things apart by pictures, on this machine.</source>
        <translation>تعليم Facet التمييز بين الأشياء بالصور، على هذا الجهاز.</translation>
    </message>
    <message>
        <source>The trainer is still being looked for.</source>
        <translation>ما زال البحث عن برنامج التدريب جاريًا.</translation>
    </message>
    <message>
        <source>This needs the trainer: “New training” says how to get it.</source>
        <translation>يحتاج هذا إلى برنامج التدريب: يبيّن «تدريب جديد» كيفية الحصول عليه.</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>اختيار مجلد الصور</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>{size}, {rate:g} pictures a second</source>
        <translation>{size}، {rate:g} من الصور في الثانية</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} من {count}</translation>
    </message>
</context>
<context>
    <name>TryView</name>
    <message>
        <source>Try it</source>
        <translation>التجربة</translation>
    </message>
    <message>
        <source> Choose a picture…</source>
        <translation> اختيار صورة…</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>اختيار صورة…</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>سؤال النموذج عن صورة من صورك</translation>
    </message>
    <message>
        <source>or drop one here</source>
        <translation>أو أفلت صورة هنا</translation>
    </message>
    <message>
        <source>%s, the whole picture</source>
        <translation>%s، الصورة كلها</translation>
    </message>
    <message>
        <source>%s, the largest face in it</source>
        <translation>%s، أكبر وجه فيها</translation>
    </message>
    <message>
        <source>%s: no face found, so the whole picture</source>
        <translation>%s: لم يُعثر على وجه، لذا فالصورة كلها</translation>
    </message>
</context>
<context>
    <name>UseDesk</name>
    <message>
        <source>Live gives every face one of these names from now on, strangers too.</source>
        <translation>تعطي صفحة «مباشر» كل وجه أحد هذه الأسماء من الآن، حتى الغرباء.</translation>
    </message>
    <message>
        <source>%s is not asked any more. This training keeps it.</source>
        <translation>لم يعد %s يُسأل. وهو محفوظ في هذا التدريب.</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Everything stays on this computer. Names and pictures of faces are kept in {folder}, only of those whom you add, and can be erased.</source>
        <translation>يبقى كل شيء على هذا الحاسوب. تُحفظ أسماء الوجوه وصورها في {folder}، لمن تضيفهم فقط، ويمكن محوها.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Back</source>
        <translation>السابق</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>التالي</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>تخطّي</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>ماذا تريد أن يشاهد Facet؟</translation>
    </message>
    <message>
        <source>Facet says of every face who it is, whether it smiles and which emotion it shows.</source>
        <translation>يقول Facet عن كل وجه من صاحبه وهل يبتسم وأي انفعال يُظهر.</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>الكاميرا {number}</translation>
    </message>
    <message>
        <source>Live, as a mirror</source>
        <translation>مباشر، كمرآة</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>تشغيل العرض التجريبي</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>رؤية Facet وهو يعمل دون كاميرا</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>فتح ملف…</translation>
    </message>
    <message>
        <source>A video or a photo</source>
        <translation>فيديو أو صورة</translation>
    </message>
    <message>
        <source>Shall Facet know you?</source>
        <translation>هل تريد أن يعرفك Facet؟</translation>
    </message>
    <message>
        <source>Then it says your name. Others stay unknown until you name them.</source>
        <translation>عندئذ يقول اسمك. ويبقى الآخرون مجهولين إلى أن تسمّيهم.</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>من الكاميرا…</translation>
    </message>
    <message>
        <source>You turn your head and Facet takes the pictures: under 20 seconds</source>
        <translation>تدير رأسك ويلتقط Facet الصور: أقل من 20 ثانية</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>من صور…</translation>
    </message>
    <message>
        <source>One or more; you choose the faces</source>
        <translation>صورة أو أكثر؛ أنت تختار الوجوه</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>ليس الآن</translation>
    </message>
    <message>
        <source>You can do it later on the People page</source>
        <translation>يمكنك فعل ذلك لاحقًا في صفحة «الأشخاص»</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>صار {name} معروفًا من الآن.</translation>
    </message>
    <message>
        <source>That is all.</source>
        <translation>هذا كل شيء.</translation>
    </message>
    <message>
        <source>Good to know:</source>
        <translation>من المفيد معرفته:</translation>
    </message>
    <message>
        <source>Click a face in the picture to say who it is, or to ask why it has a name.</source>
        <translation>انقر وجهًا في الصورة لتقول من هو أو لتسأل لماذا له اسم.</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>بدء</translation>
    </message>
    <message>
        <source>Go to the picture</source>
        <translation>الانتقال إلى الصورة</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} من {count}</translation>
    </message>
    <message>
        <source>The round button above the picture records what is seen. Without it no picture that you watch is kept.</source>
        <translation>يسجّل الزر المستدير فوق الصورة ما يُرى. ودونه لا تُحفظ أي صورة تشاهدها.</translation>
    </message>
    <message>
        <source>{key} records what is seen. Without it no picture that you watch is kept.</source>
        <translation>يسجّل {key} ما يُرى. ودونه لا تُحفظ أي صورة تشاهدها.</translation>
    </message>
    <message>
        <source>The menu has help for the page that you are on.</source>
        <translation>في القائمة مساعدة للصفحة المعروضة.</translation>
    </message>
    <message>
        <source>{key} opens the help of the page that you are on.</source>
        <translation>يفتح {key} مساعدة الصفحة المعروضة.</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>جارٍ البحث عن كاميرات…</translation>
    </message>
    <message>
        <source>A moment</source>
        <translation>لحظة</translation>
    </message>
    <message>
        <source>Plug one in and press here to look again</source>
        <translation>صِل كاميرا واضغط هنا للبحث من جديد</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>لم يُعثر على كاميرا</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>لم يُعثر على كاميرا عند {time}</translation>
    </message>
    <message>
        <source>The step before ({key})</source>
        <translation>الخطوة السابقة ({key})</translation>
    </message>
    <message>
        <source>The step after ({key})</source>
        <translation>الخطوة التالية ({key})</translation>
    </message>
    <message>
        <source>Go to the window; the Help menu has the welcome again (Esc)</source>
        <translation>الانتقال إلى النافذة؛ الترحيب موجود دائمًا في قائمة «مساعدة» (Esc)</translation>
    </message>
    <message>
        <source>Welcome to Facet</source>
        <translation>مرحبًا بك في Facet</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>unknown ({reason})</source>
        <translation>مجهول ({reason})</translation>
    </message>
    <message>
        <source>On screen</source>
        <translation>على الشاشة</translation>
    </message>
    <message>
        <source>{score}, ruled out</source>
        <translation>{score}، مستبعَد</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>التشابه</translation>
    </message>
    <message>
        <source>{bar}, with which about 1 stranger in {many} gets a name</source>
        <translation>{bar}، وبه يحصل غريب واحد تقريبًا من كل {many} على اسم</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>المطلوب</translation>
    </message>
    <message>
        <source>{lead} before {second}, who has {score}</source>
        <translation>{lead} قبل {second}، ولديه {score}</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>الفارق</translation>
    </message>
    <message>
        <source>{score} to a picture that you marked as not {name}</source>
        <translation>{score} مع صورة حددتها بأنها ليست {name}</translation>
    </message>
    <message>
        <source>Against it</source>
        <translation>ضده</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>الصورة</translation>
    </message>
    <message>
        <source>good</source>
        <translation>جيدة</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>مقبولة</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>رديئة</translation>
    </message>
</context>
<context>
    <name>WhyDialog</name>
    <message>
        <source>Why?</source>
        <translation>لماذا؟</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>الوجه</translation>
    </message>
    <message>
        <source>The line is the bar that a name needs.</source>
        <translation>الخط هو العتبة التي يحتاج إليها الاسم.</translation>
    </message>
    <message>
        <source>What decided</source>
        <translation>ما حسم الأمر</translation>
    </message>
    <message>
        <source>The pictures most like it</source>
        <translation>الصور الأشبه به</translation>
    </message>
    <message>
        <source>Each figure is for one picture. That of a person counts two things: their picture that is most like this face, and all of their pictures together.</source>
        <translation>كل رقم لصورة واحدة. ورقم الشخص يحسب أمرين: صورته الأشبه بهذا الوجه، وصوره كلها معًا.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>{one}, {next}</source>
        <translation>{one}، {next}</translation>
    </message>
</context>
<context>
    <name>_Asking</name>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
</context>
</TS>
