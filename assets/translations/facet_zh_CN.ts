<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>About</name>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>see below</source>
        <translation>见下文</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>本程序</translation>
    </message>
    <message>
        <source>Python and packages</source>
        <translation>Python 与软件包</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Pictures, data and Qt</source>
        <translation>图像、数据与 Qt</translation>
    </message>
    <message>
        <source>Libraries of the system</source>
        <translation>系统库</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Facet</source>
        <translation>关于 Facet</translation>
    </message>
    <message>
        <source>Facet {version}</source>
        <translation>Facet {version}</translation>
    </message>
    <message>
        <source>Says of every face in a camera, a clip, a stream or photos who it is and what it shows, on this computer alone.</source>
        <translation>识别摄像头、视频、网络流或照片中的每张人脸是谁、有何表情，全部在本机完成。</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. The window uses Qt {qt} under the LGPL 3; its source is at code.qt.io. Python {python}.</source>
        <translation>自由软件，采用 Apache License 2.0。窗口使用 Qt {qt}（LGPL 3），其源代码见 code.qt.io。Python {python}。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ActBar</name>
    <message>
        <source>Show the photo</source>
        <translation>显示照片</translation>
    </message>
    <message>
        <source>Choose a face to say who it is.</source>
        <translation>选择一张人脸，指明这是谁。</translation>
    </message>
    <message>
        <source>Choose a face to say who it is, or drag over several.</source>
        <translation>选择一张人脸指明这是谁，或拖动选择多张。</translation>
    </message>
    <message>
        <source>Choose a card to see the whole photo.</source>
        <translation>选择一张卡片，查看整张照片。</translation>
    </message>
    <message>
        <source>Say who this is, or that the name is wrong (menu key)</source>
        <translation>指明这是谁，或指出名字有误（菜单键）</translation>
    </message>
    <message>
        <source>Give all of them one name (menu key)</source>
        <translation>为它们取同一个名字（菜单键）</translation>
    </message>
    <message>
        <source>These are of several photos: choose those of one</source>
        <translation>这些人脸来自多张照片：请只选同一张照片中的</translation>
    </message>
    <message>
        <source>Show the whole photo (Enter)</source>
        <translation>显示整张照片（回车键）</translation>
    </message>
</context>
<context>
    <name>AskDelete</name>
    <message>
        <source>Delete?</source>
        <translation>删除？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>AskMerge</name>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>%s is the same person as…</source>
        <translation>%s 与谁是同一个人…</translation>
    </message>
    <message>
        <source>The same person</source>
        <translation>同一个人</translation>
    </message>
    <message>
        <source>Whose name stays</source>
        <translation>保留谁的名字</translation>
    </message>
    <message>
        <source>Choose someone</source>
        <translation>请选择一个人</translation>
    </message>
    <message>
        <source>All pictures go there, and that name stays. It can be taken back exactly.</source>
        <translation>所有图像都归到此人名下，并保留其名字。此操作可完整撤回。</translation>
    </message>
</context>
<context>
    <name>AskName</name>
    <message>
        <source>Type another name first</source>
        <translation>请先输入另一个名字</translation>
    </message>
</context>
<context>
    <name>AskRemove</name>
    <message>
        <source>Remove?</source>
        <translation>移除？</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>Remove %s?</source>
        <translation>移除 %s？</translation>
    </message>
    <message>
        <source>Erased for good, here and now:</source>
        <translation>立即彻底删除：</translation>
    </message>
    <message>
        <source>This can&apos;t be undone.</source>
        <translation>此操作无法撤销。</translation>
    </message>
    <message>
        <source>Also delete what &amp;learned from them</source>
        <translation>同时删除从此人学习所得的内容(&amp;L)</translation>
    </message>
    <message>
        <source>Otherwise it keeps the name, and may show the face</source>
        <translation>否则其中仍会保留名字，并可能显示人脸</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>AskTune</name>
    <message>
        <source>Fine-tune to these people</source>
        <translation>针对这些人微调</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Fine-tune to these people?</source>
        <translation>针对这些人微调吗？</translation>
    </message>
    <message>
        <source>Nobody has three pictures yet, so nothing would show whether it helps.</source>
        <translation>还没有人有三张图像，因此无法看出微调是否有用。</translation>
    </message>
</context>
<context>
    <name>AskUse</name>
    <message>
        <source>Use it anyway?</source>
        <translation>仍然使用吗？</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>仍然使用</translation>
    </message>
    <message>
        <source>Don’t use it</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>Nothing shows that it is better than the gallery.</source>
        <translation>没有任何依据表明它优于人脸库。</translation>
    </message>
    <message>
        <source>Live would write “Most like” and one of these names at every face, strangers too. The names that Facet gives by itself stay. “Stop using it” on this page ends it.</source>
        <translation>“实时”页面会在每张人脸旁写上“最像”和其中一个名字，陌生人也不例外。Facet 自己给出的名字保持不变。用此页面上的“停止使用”可结束。</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>BarCard</name>
    <message>
        <source>&amp;Wrong names for strangers</source>
        <translation>陌生人被误认(&amp;W)</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>陌生人被误认</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed.</source>
        <translation>误认越少，认识的人中得不到名字的就越多。</translation>
    </message>
</context>
<context>
    <name>BarScale</name>
    <message>
        <source>Likeness against the bar</source>
        <translation>相似度与门槛</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>whole numbers 0 to 255</source>
        <translation>0 到 255 的整数</translation>
    </message>
    <message>
        <source>floats</source>
        <translation>浮点数</translation>
    </message>
    <message>
        <source>colours first (NCHW)</source>
        <translation>颜色维度在前 (NCHW)</translation>
    </message>
    <message>
        <source>colours last (NHWC)</source>
        <translation>颜色维度在后 (NHWC)</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} 像素</translation>
    </message>
    <message>
        <source>pictures of any size</source>
        <translation>任意尺寸的图像</translation>
    </message>
    <message>
        <source>{size}, {channels} channels, {numbers}, {order}</source>
        <translation>{size}，{channels} 个通道，{numbers}，{order}</translation>
    </message>
    <message>
        <source>{count:,} numbers for a picture</source>
        <translation>每张图像 {count:,} 个数值</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>It takes</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Facet feeds</source>
        <translation>Facet 提供</translation>
    </message>
    <message>
        <source>bytes, red, green, blue. What the network needs beyond that is put before it, in a copy among your models; the file itself stays as it is.</source>
        <translation>字节，按红、绿、蓝排列。网络另外需要的处理会加在它前面，写入自有模型中的副本；文件本身保持原样。</translation>
    </message>
    <message>
        <source>{count} labels. It answers one number: give two labels, no and yes.</source>
        <translation>{count} 个标签。它只给出一个数值：请填两个标签，先“否”后“是”。</translation>
    </message>
    <message>
        <source>{count:,} labels, and it answers {wanted:,} numbers.</source>
        <translation>有 {count:,} 个标签，而它给出 {wanted:,} 个数值。</translation>
    </message>
    <message>
        <source>{count:,} labels, as many as it answers.</source>
        <translation>{count:,} 个标签，与它的输出数量一致。</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>请为它命名。</translation>
    </message>
    <message>
        <source>Say what it answers.</source>
        <translation>请说明它判断什么。</translation>
    </message>
    <message>
        <source>Say how its pixels were scaled: no file says it, and it decides.</source>
        <translation>请说明像素如何缩放：文件中没有这项信息，而它决定结果。</translation>
    </message>
    <message>
        <source>The label “{label}” stands twice.</source>
        <translation>标签“{label}”出现了两次。</translation>
    </message>
    <message>
        <source>Say under which terms it may be used.</source>
        <translation>请说明它的使用条款。</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1.</source>
        <translation>其结果之和为 {sum:.2f}，不是 1。</translation>
    </message>
    <message>
        <source>Its answers add up to {sum:.2f}, not 1: it answers before its softmax. Turn that on above.</source>
        <translation>其结果之和为 {sum:.2f}，不是 1：它给出的是 softmax 之前的值。请在上方打开该选项。</translation>
    </message>
</context>
<context>
    <name>CardDialog</name>
    <message>
        <source>Write a card</source>
        <translation>填写模型卡</translation>
    </message>
    <message>
        <source>Add the model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Add nothing</source>
        <translation>不添加任何内容</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写入…</translation>
    </message>
    <message>
        <source>The card is complete.</source>
        <translation>模型卡已填写完整。</translation>
    </message>
    <message>
        <source>Put a copy with this card among your models</source>
        <translation>将带有此模型卡的副本加入自有模型</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>用自己的一张图像试用模型</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图像</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>照片 ({patterns})</translation>
    </message>
    <message>
        <source>Choose a file of labels</source>
        <translation>选择标签文件</translation>
    </message>
    <message>
        <source>Labels (*.txt *.json *.names *.csv)</source>
        <translation>标签 (*.txt *.json *.names *.csv)</translation>
    </message>
    <message>
        <source>This network has no card</source>
        <translation>此网络没有模型卡</translation>
    </message>
    <message>
        <source>Nothing is guessed: what it is for, and what it expects, only you can say.</source>
        <translation>不作任何猜测：它的用途和对输入的要求，只有您能说明。</translation>
    </message>
</context>
<context>
    <name>CardFields</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>What does it answer</source>
        <translation>判断什么</translation>
    </message>
    <message>
        <source>smile, emotion, dog breeds, …</source>
        <translation>微笑、情绪、犬种…</translation>
    </message>
    <message>
        <source>What it is shown</source>
        <translation>输入内容</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>宽度（像素）</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>高度（像素）</translation>
    </message>
    <message>
        <source>How its pixels were scaled</source>
        <translation>像素缩放方式</translation>
    </message>
    <message>
        <source>Order of its colours</source>
        <translation>颜色顺序</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>从文件…</translation>
    </message>
    <message>
        <source>Under which terms may it be used</source>
        <translation>使用条款</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>出处</translation>
    </message>
    <message>
        <source>An address, a paper, a person</source>
        <translation>网址、论文或人</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>整张图像</translation>
    </message>
    <message>
        <source>A face that was found</source>
        <translation>找到的人脸</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>请选择…</translation>
    </message>
    <message>
        <source>0 to 1 (unit)</source>
        <translation>0 到 1 (unit)</translation>
    </message>
    <message>
        <source>−1 to 1 (symmetric)</source>
        <translation>−1 到 1 (symmetric)</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean and deviation (torch)</source>
        <translation>ImageNet 的均值和标准差 (torch)</translation>
    </message>
    <message>
        <source>Blue, green, red less ImageNet&apos;s mean (caffe)</source>
        <translation>蓝、绿、红，减去 ImageNet 的均值 (caffe)</translation>
    </message>
    <message>
        <source>Not at all, 0 to 255 (none)</source>
        <translation>不缩放，0 到 255 (none)</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>Red, green, blue</source>
        <translation>红、绿、蓝</translation>
    </message>
    <message>
        <source>Blue, green, red, as OpenCV reads</source>
        <translation>蓝、绿、红，与 OpenCV 的读取顺序相同</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>What it expects</source>
        <translation>输入要求</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, as the file says</source>
        <translation>{width} × {height} 像素，由文件给出</translation>
    </message>
    <message>
        <source>Size of its pictures</source>
        <translation>图像尺寸</translation>
    </message>
    <message>
        <source>It answers before its softmax or sigmoid</source>
        <translation>输出的是 softmax 或 sigmoid 之前的值</translation>
    </message>
    <message>
        <source>Its labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>One a line, in the order of its answers; of one number: no, then yes.</source>
        <translation>每行一个，按输出的顺序；只有一个数值时：先“否”后“是”。</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>条款</translation>
    </message>
    <message>
        <source>Then its softmax or sigmoid is put behind it</source>
        <translation>打开后，会在其后加上 softmax 或 sigmoid</translation>
    </message>
    <message>
        <source>One a line</source>
        <translation>每行一个</translation>
    </message>
    <message>
        <source>Labels from a file…</source>
        <translation>从文件读取标签…</translation>
    </message>
    <message>
        <source>One label a line, or JSON</source>
        <translation>每行一个标签，或 JSON</translation>
    </message>
    <message>
        <source>The file itself says it</source>
        <translation>由文件本身给出</translation>
    </message>
</context>
<context>
    <name>ChangesPanel</name>
    <message>
        <source>Answers that changed</source>
        <translation>有变化的结果</translation>
    </message>
    <message>
        <source>Close this list</source>
        <translation>关闭此列表</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>and %s classes more</source>
        <translation>以及另外 %s 个类别</translation>
    </message>
</context>
<context>
    <name>CloseDialog</name>
    <message>
        <source>Close Facet?</source>
        <translation>关闭 Facet？</translation>
    </message>
    <message>
        <source>Something is still running.</source>
        <translation>还有任务正在运行。</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>不关闭</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>仍然关闭</translation>
    </message>
</context>
<context>
    <name>ConfusionChart</name>
    <message>
        <source>What was taken for what</source>
        <translation>哪些被误判成了哪些</translation>
    </message>
    <message>
        <source>was answered</source>
        <translation>判为</translation>
    </message>
    <message>
        <source>it is</source>
        <translation>实际</translation>
    </message>
    <message>
        <source>Of %1 pictures of “%2” %3 were answered rightly.</source>
        <translation>“%2”的 %1 张图像中，有 %3 张判断正确。</translation>
    </message>
</context>
<context>
    <name>ConsentCard</name>
    <message>
        <source>Note on consent</source>
        <translation>关于同意的备注</translation>
    </message>
    <message>
        <source>Optional note, kept with today&apos;s date: who agreed, and how</source>
        <translation>可选备注，与今天的日期一并保存：谁同意了，如何同意的</translation>
    </message>
    <message>
        <source>Kept with today&apos;s date</source>
        <translation>与今天的日期一同保存</translation>
    </message>
    <message>
        <source>Only with their consent</source>
        <translation>仅在本人同意的情况下</translation>
    </message>
</context>
<context>
    <name>CurveChart</name>
    <message>
        <source>learning pictures</source>
        <translation>训练图像</translation>
    </message>
    <message>
        <source>check pictures</source>
        <translation>验证图像</translation>
    </message>
    <message>
        <source>round 1</source>
        <translation>第 1 轮</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无内容</translation>
    </message>
    <message>
        <source>After round %1: %2</source>
        <translation>第 %1 轮后：%2</translation>
    </message>
</context>
<context>
    <name>DataView</name>
    <message>
        <source>What is in it</source>
        <translation>数据内容</translation>
    </message>
    <message>
        <source>Looking at the pictures</source>
        <translation>正在检查图像</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Look into the folder again, after it was mended</source>
        <translation>修正文件夹后重新检查</translation>
    </message>
    <message>
        <source>Save a mended split…</source>
        <translation>保存修正后的划分…</translation>
    </message>
    <message>
        <source>Write a table of all pictures in which copies stand on one side</source>
        <translation>写出一份包含所有图像的表格，其中重复的图像归在同一部分</translation>
    </message>
    <message>
        <source>Looking at the pictures: %1 of %2</source>
        <translation>正在检查图像：%1 / %2</translation>
    </message>
    <message>
        <source>Looking into the folder…</source>
        <translation>正在检查文件夹…</translation>
    </message>
    <message>
        <source>The look into the folder was ended when the training began.</source>
        <translation>训练开始时，文件夹检查已结束。</translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>“{name}” can&apos;t be opened: {reason}.</source>
        <translation>无法打开“{name}”：{reason}。</translation>
    </message>
    <message>
        <source>Models (ONNX files) can be dropped here, and videos and photos to watch.</source>
        <translation>可以将模型（ONNX 文件）拖放到此处，也可以拖放要观看的视频和照片。</translation>
    </message>
    <message>
        <source>Folders of pictures to learn from can be dropped here, and videos and photos to watch.</source>
        <translation>可以将用于学习的图像文件夹拖放到此处，也可以拖放要观看的视频和照片。</translation>
    </message>
    <message>
        <source>Photos and folders of photos can be dropped here.</source>
        <translation>可以将照片和照片文件夹拖放到此处。</translation>
    </message>
    <message>
        <source>Videos, photos, folders of photos and models (ONNX files) can be dropped here.</source>
        <translation>可以将视频、照片、照片文件夹和模型（ONNX 文件）拖放到此处。</translation>
    </message>
    <message>
        <source>“{name}” is a model.</source>
        <translation>“{name}”是模型。</translation>
    </message>
    <message>
        <source>Models are kept on the Models page.</source>
        <translation>模型在“模型”页面管理。</translation>
    </message>
    <message>
        <source>Add it to the models</source>
        <translation>添加到模型</translation>
    </message>
    <message>
        <source>{n} of these files are videos, not photos.</source>
        <translation>这些文件中有 {n} 个是视频，不是照片。</translation>
    </message>
    <message>
        <source>Drop one of them on the Live page to watch it.</source>
        <translation>将其中一个拖放到“实时”页面即可观看。</translation>
    </message>
    <message>
        <source>“{name}” is a video, not a photo.</source>
        <translation>“{name}”是视频，不是照片。</translation>
    </message>
    <message>
        <source>It can be watched on the Live page.</source>
        <translation>可以在“实时”页面观看。</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>观看</translation>
    </message>
    <message>
        <source>“{name}” is not a photo.</source>
        <translation>“{name}”不是照片。</translation>
    </message>
    <message>
        <source>{n} of these files are not photos.</source>
        <translation>这些文件中有 {n} 个不是照片。</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop it to watch it</source>
        <translation>拖放到此处即可观看</translation>
    </message>
    <message>
        <source>Drop it to add it to the models</source>
        <translation>拖放到此处即可添加到模型</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source> Choose photos…</source>
        <translation> 选择照片…</translation>
    </message>
    <message>
        <source> Choose a folder…</source>
        <translation> 选择文件夹…</translation>
    </message>
    <message>
        <source>Look at one or more photos</source>
        <translation>查看一张或多张照片</translation>
    </message>
    <message>
        <source>Look at all photos of a folder and of the folders in it</source>
        <translation>查看一个文件夹及其子文件夹中的所有照片</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Drop photos or a folder here</source>
        <translation>将照片或文件夹拖放到此处</translation>
    </message>
    <message>
        <source>Every face appears with its answers. Photos stay as they are, on this computer.</source>
        <translation>每张人脸都会连同结果显示出来。照片保持原样，留在本机。</translation>
    </message>
    <message>
        <source>No face fits</source>
        <translation>没有符合条件的人脸</translation>
    </message>
    <message>
        <source>Choose other filters to see more.</source>
        <translation>更换筛选条件可查看更多。</translation>
    </message>
    <message>
        <source>No face was found</source>
        <translation>没有找到人脸</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way. The list above also shows the photos without a face, and those that can&apos;t be read.</source>
        <translation>光线充足、端正且朝向镜头的人脸最容易找到。上方列表也会列出没有人脸的照片和无法读取的照片。</translation>
    </message>
    <message>
        <source>No model for whole pictures yet</source>
        <translation>还没有用于整张图像的模型</translation>
    </message>
    <message>
        <source>Such a model says what a photo shows as a whole, for example which breed of dog. Train one with your own photos, or add an ONNX file on the Models page.</source>
        <translation>这类模型说明整张照片的内容，例如是哪个品种的狗。可以用自己的照片训练一个，或在“模型”页面添加 ONNX 文件。</translation>
    </message>
    <message>
        <source>No photo there</source>
        <translation>没有照片</translation>
    </message>
    <message>
        <source>JPEG, PNG, WebP, TIFF and the like are read.</source>
        <translation>可读取 JPEG、PNG、WebP、TIFF 等格式。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Faces appear as they are found.</source>
        <translation>找到的人脸会陆续显示。</translation>
    </message>
    <message>
        <source>Go to the page {page}</source>
        <translation>前往页面“{page}”</translation>
    </message>
</context>
<context>
    <name>EmptyView</name>
    <message>
        <source>Answers are kept, the picture too if you want. All of it stays on this computer.</source>
        <translation>结果会被保存，需要时也可保存图像。所有内容都留在本机。</translation>
    </message>
    <message>
        <source>Nothing is recorded yet</source>
        <translation>还没有录制</translation>
    </message>
    <message>
        <source> Go to the Live page</source>
        <translation> 前往“实时”页面</translation>
    </message>
    <message>
        <source>Go to the Live page</source>
        <translation>前往“实时”页面</translation>
    </message>
    <message>
        <source>Where recording begins</source>
        <translation>在那里开始录制</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press the round button above the picture.</source>
        <translation>在“实时”页面观看一些内容，然后按图像上方的圆形按钮。</translation>
    </message>
    <message>
        <source>Watch something on the Live page and press {key}, or the round button above the picture.</source>
        <translation>在“实时”页面观看一些内容，然后按 {key} 或图像上方的圆形按钮。</translation>
    </message>
    <message>
        <source>The same again ends it. Then you see here who was there and when they smiled, watch it again, and say who is who.</source>
        <translation>再按一次即结束。之后可在此查看谁来过、何时微笑，可以重看，并指明谁是谁。</translation>
    </message>
</context>
<context>
    <name>Erase</name>
    <message>
        <source>{n}, with the numbers made from them</source>
        <translation>{n}，连同由其算出的数值</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Pictures of faces</source>
        <translation>人脸图像</translation>
    </message>
    <message>
        <source>Fine-tunings of their faces</source>
        <translation>用其人脸做的微调</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Models of your own</source>
        <translation>自有模型</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>all but looks, language and keys</source>
        <translation>外观、语言和按键除外</translation>
    </message>
    <message>
        <source>The log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>There is no way back. Models that ship with Facet or were downloaded stay, and so does what you exported to folders of your own.</source>
        <translation>此操作无法撤回。随 Facet 提供的或下载的模型会保留，已导出到自选文件夹的内容也会保留。</translation>
    </message>
    <message>
        <source>Also the snapshots in {folder} ({n})</source>
        <translation>同时删除 {folder} 中的快照（{n}）</translation>
    </message>
    <message>
        <source>End this first: {what}</source>
        <translation>请先结束：{what}</translation>
    </message>
</context>
<context>
    <name>EraseDialog</name>
    <message>
        <source>Erase all?</source>
        <translation>全部彻底删除？</translation>
    </message>
    <message>
        <source>erase</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>They lie among your own pictures</source>
        <translation>它们与您自己的图像放在一起</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Erase all of this?</source>
        <translation>删除以下全部内容吗？</translation>
    </message>
    <message>
        <source>The recording that runs is ended and erased too.</source>
        <translation>正在进行的录制也会结束并被彻底删除。</translation>
    </message>
    <message>
        <source>Type “{word}” to go on:</source>
        <translation>输入“{word}”以继续：</translation>
    </message>
    <message>
        <source>There is no way back</source>
        <translation>此操作无法撤回</translation>
    </message>
    <message>
        <source>Type the word first</source>
        <translation>请先输入该词</translation>
    </message>
</context>
<context>
    <name>EraseRow</name>
    <message>
        <source>Erase all</source>
        <translation>全部彻底删除</translation>
    </message>
    <message>
        <source>Erases for good: everyone Facet knows, recordings, trainings, models of your own, the log, and all settings but looks, language and keys. What goes is listed first.</source>
        <translation>彻底删除：Facet 认识的所有人、录制、训练、自有模型、日志，以及除外观、语言和按键以外的所有设置。删除前会先列出内容。</translation>
    </message>
    <message>
        <source>Erase all…</source>
        <translation>全部彻底删除…</translation>
    </message>
    <message>
        <source>See what there is, then erase it</source>
        <translation>先查看有哪些内容，再彻底删除</translation>
    </message>
    <message>
        <source>Nothing was erased.</source>
        <translation>未删除任何内容。</translation>
    </message>
    <message>
        <source>All was erased but for this:</source>
        <translation>除以下内容外，均已彻底删除：</translation>
    </message>
    <message>
        <source>All is erased. Facet knows nobody now.</source>
        <translation>已全部彻底删除。Facet 现在不认识任何人。</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong inside Facet, and that is no fault of yours.</source>
        <translation>Facet 内部出现问题，这不是用户操作造成的。</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>详情见日志。</translation>
    </message>
</context>
<context>
    <name>ExportDesk</name>
    <message>
        <source>Pictures with boxes are being written.</source>
        <translation>正在写入带框的图像。</translation>
    </message>
    <message>
        <source>Export the faces</source>
        <translation>导出人脸</translation>
    </message>
    <message>
        <source>Choose a folder for the copies</source>
        <translation>选择存放副本的文件夹</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>已保存 %s</translation>
    </message>
    <message>
        <source>{count} pictures saved in {folder}</source>
        <translation>已将 {count} 张图像保存到 {folder}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Progress of writing</source>
        <translation>写入进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop writing; the pictures written so far stay</source>
        <translation>停止写入；已写入的图像会保留</translation>
    </message>
    <message>
        <source>Writing pictures with boxes…</source>
        <translation>正在写入带框的图像…</translation>
    </message>
</context>
<context>
    <name>Face</name>
    <message>
        <source>Names come when the source is opened again.</source>
        <translation>再次打开来源后才会显示名字。</translation>
    </message>
    <message>
        <source>Who is this?…</source>
        <translation>这是谁？…</translation>
    </message>
    <message>
        <source>Who are these?…</source>
        <translation>这些是谁？…</translation>
    </message>
    <message>
        <source>{count:,} faces</source>
        <translation>{count:,} 张人脸</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>This is {name}</source>
        <translation>这是 {name}</translation>
    </message>
    <message>
        <source>Why?…</source>
        <translation>为什么？…</translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation>不是人脸</translation>
    </message>
    <message>
        <source>Not faces</source>
        <translation>不是人脸</translation>
    </message>
    <message>
        <source>Take this card away, here and from exports (Delete)</source>
        <translation>清除这张卡片，此处和导出中都不再出现（Delete 键）</translation>
    </message>
    <message>
        <source>Take these cards away, here and from exports (Delete)</source>
        <translation>清除这些卡片，此处和导出中都不再出现（Delete 键）</translation>
    </message>
    <message>
        <source>Keep this picture of {name}</source>
        <translation>保留 {name} 的这张图像</translation>
    </message>
    <message>
        <source>This is not {name}</source>
        <translation>这不是 {name}</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>这是别人…</translation>
    </message>
    <message>
        <source>This picture of {name} is kept</source>
        <translation>已保留 {name} 的这张图像</translation>
    </message>
    <message>
        <source>Another one helps once it looks different: turned, or in other light.</source>
        <translation>看起来不同时（转头或换了光线），再保留一张才有帮助。</translation>
    </message>
    <message>
        <source>Add the picture</source>
        <translation>添加图像</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>记住</translation>
    </message>
    <message>
        <source>Add the pictures</source>
        <translation>添加这些图像</translation>
    </message>
    <message>
        <source>Type a name, or choose someone you know.</source>
        <translation>输入名字，或选择已认识的人。</translation>
    </message>
    <message>
        <source>Type a name.</source>
        <translation>请输入名字。</translation>
    </message>
    <message>
        <source>Facet takes this face for {name} already.</source>
        <translation>Facet 已将这张人脸认作 {name}。</translation>
    </message>
    <message>
        <source>{name} is new: named from now on, without any training.</source>
        <translation>{name} 是新人物：从现在起会显示名字，无需训练。</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has one.</source>
        <translation>将这张图像添加到 {name}（已有 1 张）。</translation>
    </message>
    <message>
        <source>Adds this picture to {name}, who has {count}.</source>
        <translation>将这张图像添加到 {name}（已有 {count} 张）。</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has one.</source>
        <translation>将这些图像添加到 {name}（已有 1 张）。</translation>
    </message>
    <message>
        <source>Adds these pictures to {name}, who has {count}.</source>
        <translation>将这些图像添加到 {name}（已有 {count} 张）。</translation>
    </message>
    <message>
        <source>Facet takes this face for {name}. That will be corrected.</source>
        <translation>Facet 将这张人脸认作 {name}。此错误将被更正。</translation>
    </message>
    <message>
        <source>Facet knows some of these faces as {names}.</source>
        <translation>Facet 将其中一些人脸认作 {names}。</translation>
    </message>
    <message>
        <source>Kept on this computer only, in {folder}: small pictures of the face, numbers made from them, the name, and when they were seen last. Removing the person erases all of it.</source>
        <translation>仅保存在本机的 {folder} 中：人脸的小图、由其算出的数值、名字以及最近出现的时间。移除此人会将这些全部彻底删除。</translation>
    </message>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} 和 {last}</translation>
    </message>
    <message>
        <source>Who is this?</source>
        <translation>这是谁？</translation>
    </message>
</context>
<context>
    <name>FaceCard</name>
    <message>
        <source>For how long this face has been in view</source>
        <translation>这张人脸已在画面中的时长</translation>
    </message>
    <message>
        <source>Click to say who this is, or to ask why</source>
        <translation>单击可指明这是谁，或查看原因</translation>
    </message>
    <message>
        <source>just left</source>
        <translation>刚刚离开</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>人脸 {number}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无结果</translation>
    </message>
    <message>
        <source>How surely the model sees this: {task}</source>
        <translation>模型对此的把握：{task}</translation>
    </message>
    <message>
        <source>Most like {name}</source>
        <translation>最像 {name}</translation>
    </message>
    <message>
        <source>Always one of the people it was trained on: a stranger gets one of their names too</source>
        <translation>总是训练所用人物之一：陌生人也会得到其中某人的名字</translation>
    </message>
    <message>
        <source>Nothing is likely enough to say. Likeliest: {label}. The bar shows how likely.</source>
        <translation>没有足够可能的答案。最可能的是：{label}。条形显示可能性大小。</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>{label}?</source>
        <translation>{label}？</translation>
    </message>
</context>
<context>
    <name>FaceGrid</name>
    <message>
        <source>Faces found</source>
        <translation>找到的人脸</translation>
    </message>
    <message>
        <source>Enter shows the photo, the menu key says who it is, Delete that it is no face. Shift with the arrow keys chooses several.</source>
        <translation>回车键显示照片，菜单键指明这是谁，Delete 键指明这不是人脸。按住 Shift 键再按方向键可选择多张。</translation>
    </message>
</context>
<context>
    <name>FaceNews</name>
    <message>
        <source>{names}: in view.</source>
        <translation>{names}：在画面中。</translation>
    </message>
    <message>
        <source>Somebody unknown is in view.</source>
        <translation>画面中有一张未知的人脸。</translation>
    </message>
    <message>
        <source>{n} unknown faces are in view.</source>
        <translation>画面中有 {n} 张未知的人脸。</translation>
    </message>
</context>
<context>
    <name>FacesPanel</name>
    <message>
        <source>Faces in view</source>
        <translation>画面中的人脸</translation>
    </message>
    <message>
        <source>How many faces are in view</source>
        <translation>画面中有多少张人脸</translation>
    </message>
    <message>
        <source>Number of faces in view</source>
        <translation>画面中的人脸数</translation>
    </message>
    <message>
        <source>Cards of the faces in view</source>
        <translation>画面中人脸的卡片</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>Open a video or a photo</source>
        <translation>打开视频或照片</translation>
    </message>
    <message>
        <source>Videos and photos ({patterns})</source>
        <translation>视频和照片 ({patterns})</translation>
    </message>
    <message>
        <source>Videos ({patterns})</source>
        <translation>视频 ({patterns})</translation>
    </message>
    <message>
        <source>Photos ({patterns})</source>
        <translation>照片 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>打开照片文件夹</translation>
    </message>
    <message>
        <source>Choose photos</source>
        <translation>选择照片</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Nothing on this computer opens it: {path}</source>
        <translation>此计算机上没有程序能打开它：{path}</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>What is shown</source>
        <translation>显示的内容</translation>
    </message>
    <message>
        <source>Filter by %s</source>
        <translation>按 %s 筛选</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>This face belongs to {name} already</source>
        <translation>这张人脸已属于 {name}</translation>
    </message>
    <message>
        <source>Come into view</source>
        <translation>请进入画面</translation>
    </message>
    <message>
        <source>Two people in view: one at a time</source>
        <translation>画面中有两个人：一次只能一人</translation>
    </message>
    <message>
        <source>This seems to be someone else</source>
        <translation>这似乎是另一个人</translation>
    </message>
    <message>
        <source>Too dark: more light on the face</source>
        <translation>太暗：脸部需要更多光线</translation>
    </message>
    <message>
        <source>Too bright: less light on the face</source>
        <translation>太亮：脸部需要减少光线</translation>
    </message>
    <message>
        <source>Too little contrast: more light from one side</source>
        <translation>对比度太低：让光线多从一侧照来</translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation>模糊：请保持不动</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>请靠近一些</translation>
    </message>
    <message>
        <source>Too far: turn back a little</source>
        <translation>转得太多：请转回一点</translation>
    </message>
    <message>
        <source>Hold your head straight</source>
        <translation>请把头摆正</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>请直视前方</translation>
    </message>
    <message>
        <source>Turn a little left</source>
        <translation>请稍向左转</translation>
    </message>
    <message>
        <source>Turn a little right</source>
        <translation>请稍向右转</translation>
    </message>
    <message>
        <source>Look up a little</source>
        <translation>请稍抬头</translation>
    </message>
    <message>
        <source>Look down a little</source>
        <translation>请稍低头</translation>
    </message>
    <message>
        <source>Look ahead and smile</source>
        <translation>请看前方并微笑</translation>
    </message>
    <message>
        <source>No picture was good enough, so nothing is kept.</source>
        <translation>没有足够好的图像，因此未保存任何内容。</translation>
    </message>
    <message>
        <source>{pictures} taken.</source>
        <translation>已拍摄 {pictures}。</translation>
    </message>
    <message>
        <source>Still lacking: {poses}. Facet knows the face without them, but less surely.</source>
        <translation>仍缺少：{poses}。没有这些 Facet 也能认出这张脸，但把握较小。</translation>
    </message>
</context>
<context>
    <name>GuidedDialog</name>
    <message>
        <source>Add someone from the camera</source>
        <translation>用摄像头添加人物</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留这些图像</translation>
    </message>
    <message>
        <source>this picture</source>
        <translation>这张图像</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>这些图像</translation>
    </message>
    <message>
        <source>About ten pictures, taken by themselves</source>
        <translation>自动拍摄约十张图像</translation>
    </message>
    <message>
        <source>Waiting for the picture…</source>
        <translation>正在等待图像…</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Look straight ahead</source>
        <translation>请直视前方</translation>
    </message>
    <message>
        <source>Pictures taken</source>
        <translation>已拍摄的图像</translation>
    </message>
    <message>
        <source>Go on anyway</source>
        <translation>仍然继续</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Choose a source</source>
        <translation>选择来源</translation>
    </message>
    <message>
        <source>Source: %s</source>
        <translation>来源：%s</translation>
    </message>
    <message>
        <source>State: %s</source>
        <translation>状态：%s</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>does</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>上一步操作</translation>
    </message>
    <message>
        <source>Everything can be reached without a mouse: `Tab` goes from control to control, `Space` and `Enter` press the one that has the focus, arrow keys move in lists and sliders.</source>
        <translation>不用鼠标也能完成所有操作：`Tab` 在控件之间移动，`Space` 和 `Enter` 按下获得焦点的控件，方向键在列表和滑块中移动。</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>No page has these words.</source>
        <translation>没有页面包含这些词。</translation>
    </message>
    <message>
        <source>This page is in English.</source>
        <translation>此页面为英文。</translation>
    </message>
    <message>
        <source>Find in the help</source>
        <translation>在帮助中查找</translation>
    </message>
    <message>
        <source>Show only pages with these words; Enter goes to the next place</source>
        <translation>只显示包含这些词的页面；按 Enter 跳到下一处</translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation>帮助页面</translation>
    </message>
    <message>
        <source>Back to the page before (Alt+Left)</source>
        <translation>返回上一页 (Alt+Left)</translation>
    </message>
    <message>
        <source>Back to the page before</source>
        <translation>返回上一页</translation>
    </message>
    <message>
        <source>The page of the help</source>
        <translation>帮助页面内容</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>Meters</source>
        <translation>性能指标</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Frame age p50</source>
        <translation>帧延迟 p50</translation>
    </message>
    <message>
        <source>Frame age p95</source>
        <translation>帧延迟 p95</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>丢帧</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>检测器</translation>
    </message>
    <message>
        <source>Models, rest</source>
        <translation>模型及其他</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>无模型</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>KeyRow</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{command}: {key}</source>
        <translation>{command}：{key}</translation>
    </message>
    <message>
        <source>Back to the default: {key}</source>
        <translation>恢复默认值：{key}</translation>
    </message>
    <message>
        <source>Press it, then the new key</source>
        <translation>按下此处，再按新的按键</translation>
    </message>
    <message>
        <source>New key for “{command}”</source>
        <translation>“{command}”的新按键</translation>
    </message>
    <message>
        <source>Esc keeps the old key, Backspace takes it away</source>
        <translation>按 Esc 保留原按键，按 Backspace 清除按键</translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Keys of commands</source>
        <translation>命令的按键</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Every command with its key</source>
        <translation>所有命令及其按键</translation>
    </message>
    <message>
        <source>Show all commands with their keys</source>
        <translation>显示所有命令及其按键</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>重置所有按键</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Give every command its usual key again</source>
        <translation>将所有命令恢复为默认按键</translation>
    </message>
    <message>
        <source>Every command has its usual key</source>
        <translation>所有命令已是默认按键</translation>
    </message>
    <message>
        <source>{undo} undoes what was done last, {redo} does again what was undone. These stay as they are.</source>
        <translation>{undo} 撤销上一步操作，{redo} 重做被撤销的操作。这两个快捷键不能更改。</translation>
    </message>
    <message>
        <source>Press a command&apos;s key here, then the new one. Esc keeps the old key, Backspace takes it away.</source>
        <translation>在此按下某个命令的按键，再按新的按键。按 Esc 保留原按键，按 Backspace 清除按键。</translation>
    </message>
</context>
<context>
    <name>Label</name>
    <message>
        <source>smile</source>
        <translation>微笑</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>没有微笑</translation>
    </message>
    <message>
        <source>angry</source>
        <translation>愤怒</translation>
    </message>
    <message>
        <source>contempt</source>
        <translation>轻蔑</translation>
    </message>
    <message>
        <source>disgust</source>
        <translation>厌恶</translation>
    </message>
    <message>
        <source>fear</source>
        <translation>恐惧</translation>
    </message>
    <message>
        <source>happy</source>
        <translation>高兴</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>平静</translation>
    </message>
    <message>
        <source>sad</source>
        <translation>悲伤</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>惊讶</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Answers in the timeline: %s</source>
        <translation>时间轴中的结果：%s</translation>
    </message>
</context>
<context>
    <name>LicenceView</name>
    <message>
        <source>Nothing has these words.</source>
        <translation>没有条目包含这些词。</translation>
    </message>
    <message>
        <source>Find by name or licence</source>
        <translation>按名称或许可证查找</translation>
    </message>
    <message>
        <source>Show only entries with these words</source>
        <translation>只显示包含这些词的条目</translation>
    </message>
    <message>
        <source>What Facet is made of</source>
        <translation>Facet 的组成</translation>
    </message>
    <message>
        <source>The licence</source>
        <translation>许可证内容</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>No source</source>
        <translation>无来源</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>正在播放</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已播完</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Could not open</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Trying again now…</source>
        <translation>正在重试…</translation>
    </message>
    <message>
        <source>Trying again in {seconds} s.</source>
        <translation>{seconds} 秒后重试。</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>正在查找摄像头…</translation>
    </message>
    <message>
        <source>Opening {source}…</source>
        <translation>正在打开 {source}…</translation>
    </message>
    <message>
        <source>The models are made ready too.</source>
        <translation>模型也在准备中。</translation>
    </message>
    <message>
        <source>{source} is closed. Nothing is being watched.</source>
        <translation>{source} 已关闭。当前没有观看任何来源。</translation>
    </message>
    <message>
        <source>{source} stopped working</source>
        <translation>{source} 已停止工作</translation>
    </message>
    <message>
        <source>{source} could not be opened</source>
        <translation>无法打开 {source}</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>未找到摄像头</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>{time} 未找到摄像头</translation>
    </message>
    <message>
        <source>Plug one in and look again, or watch the demo, a file or a stream.
You can also drop a video, a photo or a folder here.</source>
        <translation>请插入摄像头后重新查找，或观看演示、文件或网络流。
也可以将视频、照片或文件夹拖放到此处。</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>让 Facet 看什么？</translation>
    </message>
    <message>
        <source>Choose a source, or drop a video, a photo or a folder here.</source>
        <translation>选择来源，或将视频、照片或文件夹拖放到此处。</translation>
    </message>
    <message>
        <source>Facet tries again by itself.</source>
        <translation>Facet 会自动重试。</translation>
    </message>
    <message>
        <source>Waiting for {source}…</source>
        <translation>正在等待 {source}…</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Choose another source</source>
        <translation>选择其他来源</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>播放演示</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open a stream…</source>
        <translation>打开网络流…</translation>
    </message>
    <message>
        <source>Use the camera</source>
        <translation>使用摄像头</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>A card for each face appears here.</source>
        <translation>每张人脸的卡片会显示在此处。</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>无图像</translation>
    </message>
    <message>
        <source>Faces come back with the picture.</source>
        <translation>恢复图像后，人脸会重新显示。</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>画面中没有人脸</translation>
    </message>
    <message>
        <source>Faces are found best when they are lit, upright and turned this way.</source>
        <translation>光线充足、端正并朝向镜头的人脸最容易被找到。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Esc or {key} leaves full screen.</source>
        <translation>按 Esc 或 {key} 退出全屏。</translation>
    </message>
    <message>
        <source>Esc leaves full screen.</source>
        <translation>按 Esc 退出全屏。</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>Watch a camera, a video, a stream or photos</source>
        <translation>观看摄像头、视频、网络流或照片</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>观看</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;High contrast</source>
        <translation>高对比度(&amp;H)</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Open file…</source>
        <translation>打开文件(&amp;O)…</translation>
    </message>
    <message>
        <source>Watch a video or a photo</source>
        <translation>观看视频或照片</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>打开文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Go through the photos of a folder</source>
        <translation>浏览文件夹中的照片</translation>
    </message>
    <message>
        <source>Open &amp;stream…</source>
        <translation>打开网络流(&amp;S)…</translation>
    </message>
    <message>
        <source>Watch a camera of the network</source>
        <translation>观看网络摄像头</translation>
    </message>
    <message>
        <source>Show the &amp;demo</source>
        <translation>播放演示(&amp;D)</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>无需摄像头，查看 Facet 的工作方式</translation>
    </message>
    <message>
        <source>&amp;Choose a source…</source>
        <translation>选择来源(&amp;C)…</translation>
    </message>
    <message>
        <source>Choose what Facet watches: cameras, files, streams</source>
        <translation>选择 Facet 观看的内容：摄像头、文件、网络流</translation>
    </message>
    <message>
        <source>Save s&amp;napshot</source>
        <translation>保存快照(&amp;N)</translation>
    </message>
    <message>
        <source>Save the picture on screen as a file</source>
        <translation>将屏幕上的图像保存为文件</translation>
    </message>
    <message>
        <source>Boxes in s&amp;napshots</source>
        <translation>快照中带框(&amp;N)</translation>
    </message>
    <message>
        <source>Save snapshots with boxes and labels</source>
        <translation>保存快照时带上框和标签</translation>
    </message>
    <message>
        <source>Show snapshots in their &amp;folder</source>
        <translation>打开快照所在文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Open the folder with the snapshots</source>
        <translation>打开存放快照的文件夹</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>录制(&amp;R)</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>录制画面与结果，或结束录制</translation>
    </message>
    <message>
        <source>Set a mar&amp;ker</source>
        <translation>设置标记(&amp;K)</translation>
    </message>
    <message>
        <source>Mark this moment of the recording</source>
        <translation>标记录制中的此刻</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Close Facet</source>
        <translation>关闭 Facet</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>镜像(&amp;M)</translation>
    </message>
    <message>
        <source>Show the picture as a mirror does</source>
        <translation>像镜子一样显示图像</translation>
    </message>
    <message>
        <source>&amp;Boxes and labels</source>
        <translation>框和标签(&amp;B)</translation>
    </message>
    <message>
        <source>Show boxes and labels over the picture</source>
        <translation>在图像上显示框和标签</translation>
    </message>
    <message>
        <source>Me&amp;ters</source>
        <translation>性能指标(&amp;T)</translation>
    </message>
    <message>
        <source>Show rates, delays and what the models run on</source>
        <translation>显示速率、延迟以及模型的运行位置</translation>
    </message>
    <message>
        <source>&amp;Faces panel</source>
        <translation>人脸面板(&amp;F)</translation>
    </message>
    <message>
        <source>Show the cards of the faces in view</source>
        <translation>显示画面中人脸的卡片</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>Show the picture alone</source>
        <translation>只显示图像</translation>
    </message>
    <message>
        <source>&amp;Leave full screen</source>
        <translation>退出全屏(&amp;L)</translation>
    </message>
    <message>
        <source>Show the whole window again</source>
        <translation>恢复显示整个窗口</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>暂停或继续</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Close the source: nothing is watched any more</source>
        <translation>关闭来源：不再观看任何内容</translation>
    </message>
    <message>
        <source>&amp;Next frame</source>
        <translation>下一帧(&amp;N)</translation>
    </message>
    <message>
        <source>Pause and show one frame more</source>
        <translation>暂停并前进一帧</translation>
    </message>
    <message>
        <source>&amp;Back 5 seconds</source>
        <translation>后退 5 秒(&amp;B)</translation>
    </message>
    <message>
        <source>Go back 5 seconds</source>
        <translation>后退 5 秒</translation>
    </message>
    <message>
        <source>&amp;Forward 5 seconds</source>
        <translation>前进 5 秒(&amp;F)</translation>
    </message>
    <message>
        <source>Go on 5 seconds</source>
        <translation>前进 5 秒</translation>
    </message>
    <message>
        <source>To the b&amp;eginning</source>
        <translation>回到开头(&amp;E)</translation>
    </message>
    <message>
        <source>Go to the beginning</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <source>&amp;Loop</source>
        <translation>循环(&amp;L)</translation>
    </message>
    <message>
        <source>Begin again at the end</source>
        <translation>播完后从头开始</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo</source>
        <translation>上一张照片(&amp;V)</translation>
    </message>
    <message>
        <source>Show the photo before</source>
        <translation>显示上一张照片</translation>
    </message>
    <message>
        <source>Ne&amp;xt photo</source>
        <translation>下一张照片(&amp;X)</translation>
    </message>
    <message>
        <source>Show the photo after</source>
        <translation>显示下一张照片</translation>
    </message>
    <message>
        <source>&amp;Retry now</source>
        <translation>立即重试(&amp;R)</translation>
    </message>
    <message>
        <source>Try to reach the lost source at once</source>
        <translation>立即尝试重新连接中断的来源</translation>
    </message>
    <message>
        <source>Play the re&amp;cording</source>
        <translation>播放录制(&amp;C)</translation>
    </message>
    <message>
        <source>Play or pause the recording</source>
        <translation>播放或暂停录制</translation>
    </message>
    <message>
        <source>One picture b&amp;ack</source>
        <translation>后退一帧(&amp;A)</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture before</source>
        <translation>显示录制的上一帧图像</translation>
    </message>
    <message>
        <source>One picture &amp;on</source>
        <translation>前进一帧(&amp;O)</translation>
    </message>
    <message>
        <source>Show the recording&apos;s picture after</source>
        <translation>显示录制的下一帧图像</translation>
    </message>
    <message>
        <source>To the &amp;marker before</source>
        <translation>转到上一个标记(&amp;M)</translation>
    </message>
    <message>
        <source>Go back to the marker before</source>
        <translation>返回上一个标记</translation>
    </message>
    <message>
        <source>To the marker af&amp;ter</source>
        <translation>转到下一个标记(&amp;T)</translation>
    </message>
    <message>
        <source>Go on to the marker after</source>
        <translation>前往下一个标记</translation>
    </message>
    <message>
        <source>&amp;Help for this page</source>
        <translation>此页面的帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Read about what is shown now</source>
        <translation>阅读当前显示内容的说明</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>欢迎(&amp;W)</translation>
    </message>
    <message>
        <source>Choose a source and let Facet know you, in a minute</source>
        <translation>选择来源并让 Facet 认识您，只需一分钟</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>All keys at a glance</source>
        <translation>所有按键一览</translation>
    </message>
    <message>
        <source>&amp;About Facet</source>
        <translation>关于 Facet(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>版本与许可证</translation>
    </message>
</context>
<context>
    <name>Meter</name>
    <message>
        <source>Meter</source>
        <translation>指标</translation>
    </message>
</context>
<context>
    <name>MistakeGrid</name>
    <message>
        <source>Worst mistakes</source>
        <translation>最严重的错误</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>The chosen model</source>
        <translation>所选模型</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>使用此模型</translation>
    </message>
    <message>
        <source>Facet answers as before; the model stays in this list</source>
        <translation>Facet 恢复为之前的判断方式；此模型仍保留在列表中</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Measure on this machine</source>
        <translation>在本机上测量</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>在本机上</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>要求运行于</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>实际运行于</translation>
    </message>
    <message>
        <source>How good it is</source>
        <translation>效果如何</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>What this means</source>
        <translation>这些数字的含义</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95% 置信区间</translation>
    </message>
    <message>
        <source>Out of</source>
        <translation>总数</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>基本信息</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>What it learned from</source>
        <translation>训练所用数据</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>条款</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Smile</source>
        <translation>微笑</translation>
    </message>
    <message>
        <source>Emotion</source>
        <translation>情绪</translation>
    </message>
    <message>
        <source>Who it is</source>
        <translation>是谁</translation>
    </message>
    <message>
        <source>Points of a face</source>
        <translation>人脸关键点</translation>
    </message>
    <message>
        <source>Finding faces</source>
        <translation>查找人脸</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>高兴或悲伤</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>找到的人脸</translation>
    </message>
    <message>
        <source>Faces told from other things (AUC)</source>
        <translation>区分人脸与其他物体 (AUC)</translation>
    </message>
    <message>
        <source>Overlap with the true box</source>
        <translation>与真实边框的重叠度</translation>
    </message>
    <message>
        <source>Likeness to its teacher&apos;s numbers (cosine)</source>
        <translation>与教师模型数值的相似度（余弦）</translation>
    </message>
    <message>
        <source>Who of a few people</source>
        <translation>是几个人中的谁</translation>
    </message>
    <message>
        <source>{licence} It learned from research data, whose terms stand below.</source>
        <translation>{licence} 它从研究数据学习而来，这些数据的条款见下文。</translation>
    </message>
    <message>
        <source>Of the network that it is built on: {licence}.</source>
        <translation>它所基于的网络的许可证：{licence}。</translation>
    </message>
    <message>
        <source>The pictures&apos; own terms hold too.</source>
        <translation>图像自身的条款同样适用。</translation>
    </message>
    <message>
        <source>It holds the names of people, and what tells them apart: theirs to give away.</source>
        <translation>其中包含人物的名字和分辨他们的依据：是否提供给他人，由其本人决定。</translation>
    </message>
    <message>
        <source>Finds faces with their eyes, nose and mouth. Once here, it looks closely at each face before a name is given, and searches photos in which Haar finds nothing. Used for all searches, it finds more turned faces than Haar.</source>
        <translation>查找人脸及其眼睛、鼻子和嘴。获取后，它会在命名前仔细查看每张人脸，并搜索 Haar 找不到人脸的照片。若用于所有搜索，它比 Haar 能找到更多侧转的人脸。</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine; surer than facet-id. OpenCV Zoo&apos;s published weights.</source>
        <translation>用每张人脸的 128 个数值分辨人物，按余弦比较；比 facet-id 更可靠。OpenCV Zoo 公布的权重。</translation>
    </message>
    <message>
        <source>It does all searches now. “Stop using it” brings Haar back.</source>
        <translation>现在所有搜索都由它完成。点按“停止使用”可换回 Haar。</translation>
    </message>
    <message>
        <source>Haar does the searches now.</source>
        <translation>现在搜索由 Haar 完成。</translation>
    </message>
    <message>
        <source>Ships with Facet</source>
        <translation>随 Facet 提供</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>自有</translation>
    </message>
    <message>
        <source>Downloaded</source>
        <translation>已下载</translation>
    </message>
    <message>
        <source>Not downloaded</source>
        <translation>未下载</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>One picture takes</source>
        <translation>每张图像用时</translation>
    </message>
    <message>
        <source>One face takes</source>
        <translation>每张人脸用时</translation>
    </message>
    <message>
        <source>Made by others. Facet works without it; downloading it fetches {size} once.</source>
        <translation>由他人制作。没有它 Facet 也能工作；下载一次需要 {size}。</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of each face</source>
        <translation>每张人脸的 {width} × {height} 像素</translation>
    </message>
    <message>
        <source>{width} × {height} pixels of the whole picture</source>
        <translation>整张图像的 {width} × {height} 像素</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>分析区域</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation>出处</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>制作于</translation>
    </message>
    <message>
        <source>On its card</source>
        <translation>模型卡上的说明</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>{size} numbers that stand for a face</source>
        <translation>代表一张人脸的 {size} 个数值</translation>
    </message>
    <message>
        <source>whether it is a face, five points and its box</source>
        <translation>是否为人脸、五个关键点和边框</translation>
    </message>
    <message>
        <source>one of {count} labels: {first}, …</source>
        <translation>{count} 个标签之一：{first}…</translation>
    </message>
    <message>
        <source>{label} from {share} on</source>
        <translation>{label}：{share} 起</translation>
    </message>
    <message>
        <source>each answer from {share} on</source>
        <translation>每个答案：{share} 起</translation>
    </message>
    <message>
        <source>{bars} (chosen on {data})</source>
        <translation>{bars}（依据 {data} 选定）</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} 至 {high}</translation>
    </message>
    <message>
        <source>OpenCV runs it, on the CPU alone.</source>
        <translation>由 OpenCV 运行，仅用 CPU。</translation>
    </message>
    <message>
        <source>The others are compared with it.</source>
        <translation>其他结果与之对照。</translation>
    </message>
    <message>
        <source>Answers as the CPU does.</source>
        <translation>答案与 CPU 相同。</translation>
    </message>
    <message>
        <source>Answers as the CPU does, within {tolerance:g}.</source>
        <translation>答案与 CPU 相同，误差不超过 {tolerance:g}。</translation>
    </message>
    <message>
        <source>Its answers differ from the CPU&apos;s by up to {difference:.2g}.</source>
        <translation>答案与 CPU 最多相差 {difference:.2g}。</translation>
    </message>
    <message>
        <source>Strangers named, where it is {share} sure or more</source>
        <translation>把握达到 {share} 时，陌生人被命名</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Balanced accuracy</source>
        <translation>均衡准确率</translation>
    </message>
    <message>
        <source>Known named rightly</source>
        <translation>认识的人命名正确</translation>
    </message>
    <message>
        <source>Strangers named</source>
        <translation>陌生人被命名</translation>
    </message>
    <message>
        <source>Same person recognised</source>
        <translation>认出同一人</translation>
    </message>
    <message>
        <source>Faces found by Haar</source>
        <translation>Haar 找到的人脸</translation>
    </message>
    <message>
        <source>Points off by</source>
        <translation>点的偏差</translation>
    </message>
    <message>
        <source>On other pictures like these the value would most likely lie between these two. The more pictures, the closer they are.</source>
        <translation>换成另一批同类图像，数值很可能落在这两者之间。图像越多，两者越接近。</translation>
    </message>
    <message>
        <source>On how many pictures, faces or pairs of faces it was measured.</source>
        <translation>用于测量的图像、人脸或人脸对的数量。</translation>
    </message>
    <message>
        <source>Of all its answers, so many were right.</source>
        <translation>在所有答案中，这么多是正确的。</translation>
    </message>
    <message>
        <source>The share that was right, taken for each answer by itself and then averaged: a rare answer counts as much as a common one.</source>
        <translation>分别计算每种答案的正确比例，再取平均：少见的答案与常见的答案同等重要。</translation>
    </message>
    <message>
        <source>Counts two mistakes at once, giving an answer wrongly and missing it; averaged over all answers. 100 % means that neither ever happened.</source>
        <translation>同时计入两种错误：误给某答案和漏掉某答案；对所有答案取平均。100 % 表示两者都从未发生。</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had been shown before, so many got the right name.</source>
        <translation>在事先给它看过的人的图像中，这么多得到了正确的名字。</translation>
    </message>
    <message>
        <source>Of the pictures of people whom it had never been shown, so many got somebody&apos;s name by mistake. Lower is better.</source>
        <translation>在从未给它看过的人的图像中，这么多误得了某人的名字。越低越好。</translation>
    </message>
    <message>
        <source>Of pairs of pictures of one person, so many were taken for one person, where 1 in 1,000 pairs of strangers may be too.</source>
        <translation>在同一人的图像对中，这么多被判为同一人（允许 1,000 对陌生人中误判 1 对）。</translation>
    </message>
    <message>
        <source>Of the faces that are in the pictures, so many were found.</source>
        <translation>在图像中的人脸里，这么多被找到。</translation>
    </message>
    <message>
        <source>The same of Haar, which ships with Facet: measured alike, to compare with.</source>
        <translation>随 Facet 提供的 Haar 的同一数值：测量方式相同，用于比较。</translation>
    </message>
    <message>
        <source>Of a face and something else, how often the face is rated higher. 50 % would be chance.</source>
        <translation>在一张人脸与其他事物之间，人脸得分更高的频率。50 % 相当于随机。</translation>
    </message>
    <message>
        <source>How far its points lie from the true ones on average; 100 % would be the distance between the eyes. Lower is better.</source>
        <translation>它的点与真实位置的平均距离；100 % 相当于两眼间距。越低越好。</translation>
    </message>
    <message>
        <source>How much of its box and the true one is common to both; 100 % if they are the same.</source>
        <translation>它的方框与真实方框的重合程度；完全相同为 100 %。</translation>
    </message>
    <message>
        <source>How alike its numbers for a face and those of the model that it learned from are: 1 is the same, 0 has nothing in common.</source>
        <translation>它给一张人脸的数值与所学模型的数值有多相似：1 为相同，0 为毫无共同之处。</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} 张图像</translation>
    </message>
    <message>
        <source>pictures of strangers</source>
        <translation>陌生人的图像</translation>
    </message>
    <message>
        <source>the gallery&apos;s own pictures</source>
        <translation>人脸库自身的图像</translation>
    </message>
    <message>
        <source>LFW, people set aside for this</source>
        <translation>LFW，为此留出的人物</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with up to {most} pictures each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data}：录入 {people:,} 人，每人最多 {most} 张图像，每 {strangers:,} 个陌生人中约允许 1 个被命名</translation>
    </message>
    <message>
        <source>{data}: {people:,} enrolled with one picture each, about 1 in {strangers:,} strangers may be named</source>
        <translation>{data}：录入 {people:,} 人，每人一张图像，每 {strangers:,} 个陌生人中约允许 1 个被命名</translation>
    </message>
    <message>
        <source>cross-validation in {count} parts</source>
        <translation>{count} 折交叉验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from yet, but by which a setting was chosen ({chosen}); the values may be a little too good. Afterwards it learned from these pictures too.</source>
        <translation>在当时尚未用于学习、但用于选择一项设置（{chosen}）的图像上测量；数值可能略微偏好。之后它也学习了这些图像。</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>held-out rows of Training</source>
        <translation>Training 中留出的行</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Measured on pictures that were kept aside and used for nothing else.</source>
        <translation>在专门留出、没有他用的图像上测量。</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>kept aside</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Kept aside</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Measured on pictures that it had not learned from.</source>
        <translation>在未用于学习的图像上测量。</translation>
    </message>
    <message>
        <source>Held-out rows</source>
        <translation>留出的行</translation>
    </message>
    <message>
        <source>Measured on pictures that it did not learn from, but by which its settings were chosen; the values may be a little too good.</source>
        <translation>在未用于学习、但用于选择设置的图像上测量；数值可能略微偏好。</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>交叉验证</translation>
    </message>
    <message>
        <source>It learned several times, each time without one part of the pictures, and was measured on that part.</source>
        <translation>它学习了多次，每次去掉一部分图像，并在该部分上测量。</translation>
    </message>
    <message>
        <source>Run as its makers published it.</source>
        <translation>按制作者公布的原样运行。</translation>
    </message>
    <message>
        <source>boxes of faces with five points</source>
        <translation>带五个关键点的人脸边框</translation>
    </message>
    <message>
        <source>whole pictures of any size, and single faces to be named</source>
        <translation>任意大小的整张图像，以及待命名的单张人脸</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Lies at</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures, where it is chosen.</source>
        <translation>“照片”页面选用它时，会用它分析整张图像。</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>“照片”页面用它分析整张图像。</translation>
    </message>
    <message>
        <source>How alike strangers look to it is not known, so it can&apos;t give names.</source>
        <translation>不知道陌生人在它看来有多相似，因此它不能给出名字。</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: the emotion model already tells happy from sad. It is here to compare with, on the command line.</source>
        <translation>Facet 的页面不使用此模型：情绪模型已能区分高兴和悲伤。保留它是为了在命令行中作比较。</translation>
    </message>
    <message>
        <source>Facet&apos;s pages don&apos;t use this one: none of them asks for “{task}”. The command line does.</source>
        <translation>Facet 的页面不使用此模型：没有页面需要“{task}”。命令行会使用它。</translation>
    </message>
    <message>
        <source>{command} (“Lies at” below says where FILE is)</source>
        <translation>{command}（FILE 的位置见下方的“位置”）</translation>
    </message>
    <message>
        <source>There are more: `facet doctor` names them all.</source>
        <translation>还有更多：`facet doctor` 会全部列出。</translation>
    </message>
    <message>
        <source>These model files are not used:</source>
        <translation>这些模型文件未被使用：</translation>
    </message>
    <message>
        <source>did not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>{median:.2f} ms (slowest of twenty: {slow:.2f})</source>
        <translation>{median:.2f} ms（二十次中最慢：{slow:.2f}）</translation>
    </message>
    <message>
        <source>A graphics card is there, and the model does not run on it.</source>
        <translation>本机有显卡，但模型没有在显卡上运行。</translation>
    </message>
    <message>
        <source>{asked} was asked for, and the model does not run on it.</source>
        <translation>要求使用 {asked}，但模型没有在其上运行。</translation>
    </message>
    <message>
        <source>It runs on the CPU instead.</source>
        <translation>模型改在 CPU 上运行。</translation>
    </message>
    <message>
        <source>Finding faces, beside Haar</source>
        <translation>查找人脸（Haar 之外）</translation>
    </message>
    <message>
        <source>{asked} gives other answers than the CPU.</source>
        <translation>{asked} 给出的结果与 CPU 不同。</translation>
    </message>
    <message>
        <source>Choose the CPU in the settings.</source>
        <translation>请在设置中选择 CPU。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>未统计</translation>
    </message>
    <message>
        <source>Says whether a face smiles. It learned emotions first, from FER2013 with the votes of FER+, then smiles, from GENKI-4K. Where no face is found, it looks at the whole picture.</source>
        <translation>判断人脸是否在微笑。先从带 FER+ 投票的 FER2013 学习情绪，再从 GENKI-4K 学习微笑。找不到人脸时查看整张图像。</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as the people would who voted for FER+. Colour does not count. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>判断人脸表现出七种情绪中的哪一种，与为 FER+ 投票的人一致。颜色不计。不够确定时显示“不确定”。</translation>
    </message>
    <message>
        <source>Says which of seven emotions a face shows, as FER2013&apos;s own labels would: good for comparing with published figures. “emotion” follows the votes of several people for each face instead. Where it isn&apos;t sure enough, it says “Unsure”.</source>
        <translation>判断人脸表现出七种情绪中的哪一种，与 FER2013 自带的标签一致：便于与已发表的数值比较。“emotion”则依据多人对每张脸的投票。不够确定时显示“不确定”。</translation>
    </message>
    <message>
        <source>Says whether a photo shows somebody happy or sad, the task of a well-known tutorial. It learned emotions first. Where no face is found, it looks at the whole picture.</source>
        <translation>判断照片中的人是高兴还是悲伤，这是一个知名教程中的任务。先学习了情绪。找不到人脸时查看整张图像。</translation>
    </message>
    <message>
        <source>Follows faces from picture to picture: says whether a part of the picture holds a face, and where its eyes, nose and corners of the mouth are. It learned from YuNet&apos;s answers.</source>
        <translation>逐帧跟踪人脸：判断图像的某一部分是否有人脸，以及眼睛、鼻子和嘴角的位置。学习自 YuNet 的答案。</translation>
    </message>
    <message>
        <source>Tells people apart by 128 numbers for each face, compared by cosine. It learned from SFace&apos;s answers; SFace itself is surer.</source>
        <translation>用每张脸的 128 个数值区分人物，以余弦比较。学习自 SFace 的答案；SFace 本身更可靠。</translation>
    </message>
    <message>
        <source>It was made smaller afterwards: it counts in whole numbers of 8 bits.</source>
        <translation>之后经过缩小：用 8 位整数计算。</translation>
    </message>
    <message>
        <source>Afterwards it learned from the pictures in “{data}” too.</source>
        <translation>之后它还学习了“{data}”中的图像。</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” a picture shows.</source>
        <translation>判断图像属于“{data}”中的哪个类别。</translation>
    </message>
    <message>
        <source>A picture of anything else gets one of these answers too.</source>
        <translation>内容是别的东西的图像也会得到其中一个答案。</translation>
    </message>
    <message>
        <source>Says which breed the dog in a picture is.</source>
        <translation>判断图像中的狗是哪个品种。</translation>
    </message>
    <message>
        <source>Says which of the classes in “{data}” it sees. It learned from these pictures alone, and from no others before.</source>
        <translation>判断看到的是“{data}”中的哪个类别。它只学习了这些图像，此前没有学习过其他图像。</translation>
    </message>
    <message>
        <source>Says who of {count} people somebody is.</source>
        <translation>判断某人是 {count} 人中的哪一位。</translation>
    </message>
    <message>
        <source>On the pictures that were kept aside, the gallery by itself was right in {share}.</source>
        <translation>在留出的图像上，仅用人脸库时 {share} 正确。</translation>
    </message>
    <message>
        <source>How often a stranger gets a name was not measured.</source>
        <translation>没有测量陌生人得到名字的频率。</translation>
    </message>
    <message>
        <source>Says who of the people in “{data}” somebody is.</source>
        <translation>判断某人是“{data}”中的哪一位。</translation>
    </message>
    <message>
        <source>A stranger gets one of these names too.</source>
        <translation>陌生人也会得到其中一个名字。</translation>
    </message>
    <message>
        <source>It is a small classifier, trained on what {network} sees in a picture; {network} itself was not changed.</source>
        <translation>它是一个小型分类器，根据 {network} 在图像中看到的内容训练；{network} 本身没有改动。</translation>
    </message>
    <message>
        <source>The pictures come from ImageNet, from which {network} learned: it may know these very pictures, and its figures may be too good.</source>
        <translation>这些图像来自 ImageNet，{network} 正是从中学习的：它可能见过这些图像，因此数值可能偏好。</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source> Add a model…</source>
        <translation> 添加模型…</translation>
    </message>
    <message>
        <source>A model is being downloaded.</source>
        <translation>正在下载模型。</translation>
    </message>
    <message>
        <source>%s is asked about whole photos from now on.</source>
        <translation>从现在起，整张照片由 %s 判断。</translation>
    </message>
    <message>
        <source>Show photos</source>
        <translation>显示照片</translation>
    </message>
    <message>
        <source>%s finds faces from now on.</source>
        <translation>从现在起，由 %s 查找人脸。</translation>
    </message>
    <message>
        <source>%s tells people apart from now on.</source>
        <translation>从现在起，由 %s 分辨人物。</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>从现在起，“%2”由 %1 判断。</translation>
    </message>
    <message>
        <source>%s is not asked any more.</source>
        <translation>不再使用 %s 判断。</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Downloading %1 (%2)…</source>
        <translation>正在下载 %1（%2）…</translation>
    </message>
    <message>
        <source>%s is here.</source>
        <translation>%s 已就绪。</translation>
    </message>
    <message>
        <source>%s was removed.</source>
        <translation>%s 已移除。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>%s is among your models.</source>
        <translation>%s 已加入自有模型。</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>正在结束…</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Models (*.onnx)</source>
        <translation>模型 (*.onnx)</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>What answers the questions about faces, how well, and how fast here.</source>
        <translation>由哪些模型分析人脸、效果如何、在本机上有多快。</translation>
    </message>
    <message>
        <source>Add a model…</source>
        <translation>添加模型…</translation>
    </message>
    <message>
        <source>Add an ONNX file, or drop one here; without a card you write one</source>
        <translation>添加 ONNX 文件，或将其拖放到此处；没有模型卡时可自行填写</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Who is this?</source>
        <translation>这是谁？</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>&amp;Name</source>
        <translation>名字(&amp;N)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名字</translation>
    </message>
    <message>
        <source>Who this is</source>
        <translation>这是谁</translation>
    </message>
    <message>
        <source>Whom Facet knows</source>
        <translation>Facet 认识的人</translation>
    </message>
</context>
<context>
    <name>NamesDesk</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>NewView</name>
    <message>
        <source> Start training</source>
        <translation> 开始训练</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>or drop it here</source>
        <translation>或拖放到此处</translation>
    </message>
    <message>
        <source>A further folder…</source>
        <translation>另一个文件夹…</translation>
    </message>
    <message>
        <source>Start it; Facet can be used meanwhile</source>
        <translation>开始训练；期间仍可使用 Facet</translation>
    </message>
    <message>
        <source>What to learn</source>
        <translation>学习内容</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>选择存放图像的文件夹</translation>
    </message>
    <message>
        <source>Choose a further folder; it may be left out</source>
        <translation>再选择一个文件夹；可以不选</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
</context>
<context>
    <name>NotFaces</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>What can be done about it</source>
        <translation>可以怎么做</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
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
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
</context>
<context>
    <name>OptionsView</name>
    <message>
        <source>How to train</source>
        <translation>训练方式</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>更多选项</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>整张图像</translation>
    </message>
    <message>
        <source>The face in it</source>
        <translation>其中的人脸</translation>
    </message>
    <message>
        <source>Solved at once</source>
        <translation>一次求解</translation>
    </message>
    <message>
        <source>Learned in rounds</source>
        <translation>逐轮学习</translation>
    </message>
    <message>
        <source>As the recipe has it</source>
        <translation>按方案设定</translation>
    </message>
    <message>
        <source>A network that has seen many pictures before.</source>
        <translation>一个已经见过大量图像的网络。</translation>
    </message>
    <message>
        <source>How often every picture is seen.</source>
        <translation>每张图像被看多少遍。</translation>
    </message>
    <message>
        <source>As name=value, apart by spaces. There are: %s.</source>
        <translation>写成 name=value，以空格分隔。可用的有：%s。</translation>
    </message>
    <message>
        <source>Show the settings that a beginner need not touch</source>
        <translation>显示初学者不必改动的设置</translation>
    </message>
    <message>
        <source>Builds on</source>
        <translation>基础网络</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>分析区域</translation>
    </message>
    <message>
        <source>Faces are found and cut out as in the live view.</source>
        <translation>查找和裁剪人脸的方式与实时画面相同。</translation>
    </message>
    <message>
        <source>Rounds (epochs)</source>
        <translation>轮数 (epoch)</translation>
    </message>
    <message>
        <source>Other options</source>
        <translation>其他选项</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Every picture is seen once, and that is enough.</source>
        <translation>每张图像看一遍就够了。</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card that works.</source>
        <translation>“自动”会选用可用的显卡。</translation>
    </message>
    <message>
        <source>Last layer</source>
        <translation>最后一层</translation>
    </message>
    <message>
        <source>Solved at once is quick, and best for few pictures.</source>
        <translation>一次求解速度快，最适合图像较少的情况。</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>每步图像数</translation>
    </message>
    <message>
        <source>More need more memory.</source>
        <translation>越多越占内存。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>The highest of the schedule.</source>
        <translation>整个调度中的最大值。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Decides the split and the first weights.</source>
        <translation>决定数据划分和初始权重。</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>提前停止轮数</translation>
    </message>
    <message>
        <source>Rounds without a better one; 0 for never.</source>
        <translation>连续多少轮没有改进就停止；0 表示从不。</translation>
    </message>
    <message>
        <source>None needed</source>
        <translation>不需要</translation>
    </message>
</context>
<context>
    <name>PageRail</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>See, add and correct whom Facet knows by face</source>
        <translation>查看、添加和更正 Facet 认识的人</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>See every face of many photos</source>
        <translation>查看大量照片中的每张人脸</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Watch, correct and export what was recorded</source>
        <translation>观看、更正和导出录制的内容</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Train a model on your own pictures</source>
        <translation>用自己的图像训练模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>See, choose, add and measure the models</source>
        <translation>查看、选择、添加和测量模型</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Change how Facet works and looks</source>
        <translation>更改 Facet 的工作方式和外观</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Undone: {said}.</source>
        <translation>已撤销：{said}。</translation>
    </message>
    <message>
        <source>Done again: {said}.</source>
        <translation>已重做：{said}。</translation>
    </message>
    <message>
        <source>Kept: this is not {name}.</source>
        <translation>已记住：这不是 {name}。</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>从现在起认识 {name}。</translation>
    </message>
    <message>
        <source>Added to {name}, who has {count} pictures now.</source>
        <translation>已添加到 {name}，现有 {count} 张图像。</translation>
    </message>
    <message>
        <source>{count} unlike the others, or badly seen, were set aside.</source>
        <translation>{count} 张与其他图像不相似或看不清，已搁置。</translation>
    </message>
    <message>
        <source>It is unlike their other pictures: undo this if it was a slip.</source>
        <translation>它与此人的其他图像不相似：如果选错了，请撤销。</translation>
    </message>
    <message>
        <source>Facet takes the face for {name}: undo this if the two are one person.</source>
        <translation>Facet 认为这张脸是 {name}：如果是同一个人，请撤销。</translation>
    </message>
    <message>
        <source>Done: {said}.</source>
        <translation>已完成：{said}。</translation>
    </message>
    <message>
        <source>Pictures of the face, numbers made from them and the name, on this computer</source>
        <translation>人脸图像、由其算出的数值和名字，都保存在本机</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 张图像</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图像</translation>
    </message>
    <message>
        <source>seen today</source>
        <translation>今天见到</translation>
    </message>
    <message>
        <source>seen yesterday</source>
        <translation>昨天见到</translation>
    </message>
    <message>
        <source>seen {days} days ago</source>
        <translation>{days} 天前见到</translation>
    </message>
    <message>
        <source>seen on {date}</source>
        <translation>{date} 见到</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>正面</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左侧</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右侧</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>抬头</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>低头</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>微笑</translation>
    </message>
    <message>
        <source>Every side is covered.</source>
        <translation>各个角度都已覆盖。</translation>
    </message>
    <message>
        <source>From these pictures no pose can be told. The camera&apos;s guided pictures cover all sides.</source>
        <translation>无法从这些图像判断姿态。用摄像头按引导拍摄可覆盖所有角度。</translation>
    </message>
    <message>
        <source>Not covered: {sides}. Turned that way, the face may stay unknown.</source>
        <translation>未覆盖：{sides}。转到这些角度时，人脸可能仍为未知。</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Picture: {quality}</source>
        <translation>图像：{quality}</translation>
    </message>
    <message>
        <source>Like the others: {score}</source>
        <translation>与其他图像的相似度：{score}</translation>
    </message>
    <message>
        <source>Nearest stranger: {score}</source>
        <translation>最相似的陌生人：{score}</translation>
    </message>
    <message>
        <source>A name needs {bar}</source>
        <translation>命名需达到 {bar}</translation>
    </message>
    <message>
        <source>Set aside: {why}</source>
        <translation>已搁置：{why}</translation>
    </message>
    <message>
        <source>not recognised</source>
        <translation>未识别</translation>
    </message>
    <message>
        <source>could be mistaken</source>
        <translation>容易误认</translation>
    </message>
    <message>
        <source>Strangers who would get the name by this picture alone: {count} of {asked}</source>
        <translation>仅凭这张图像会得到该名字的陌生人：{asked} 人中 {count} 人</translation>
    </message>
    <message>
        <source>“Could be mistaken”: unusually many strangers look like that picture. If there are better ones, set it aside.</source>
        <translation>“容易误认”：像这张图像的陌生人异常多。如果有更好的图像，请将它搁置。</translation>
    </message>
    <message>
        <source>Each of these {count} pictures is recognised by the others.</source>
        <translation>这 {count} 张图像中的每一张都能凭其他图像认出。</translation>
    </message>
    <message>
        <source>{missed} of these {count} pictures would not be recognised by the others.</source>
        <translation>这 {count} 张图像中有 {missed} 张无法凭其他图像认出。</translation>
    </message>
    <message>
        <source>{pictures} chosen</source>
        <translation>已选 {pictures}</translation>
    </message>
    <message>
        <source>not seen live yet</source>
        <translation>尚未在实时画面中见到</translation>
    </message>
    <message>
        <source>Added on {date}</source>
        <translation>添加于 {date}</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>保存的内容</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>1 stranger in {many}</source>
        <translation>每 {many} 个陌生人中 1 个</translation>
    </message>
    <message>
        <source>With this choice about {share}.</source>
        <translation>按此选择约为 {share}。</translation>
    </message>
    <message>
        <source>How many stay unnamed can be told once someone has two pictures.</source>
        <translation>有人至少有两张图像后，才能说明多少人得不到名字。</translation>
    </message>
    <message>
        <source>Of {n} pictures of known people {missed} would stay unnamed: too few to tell the share.</source>
        <translation>在 {n} 张认识的人的图像中，有 {missed} 张得不到名字：图像太少，无法给出比例。</translation>
    </message>
    <message>
        <source>About {share} of pictures of known people would stay unnamed ({low} to {high}, by {n} pictures).</source>
        <translation>认识的人的图像中约有 {share} 得不到名字（{low} 至 {high}，依据 {n} 张图像）。</translation>
    </message>
    <message>
        <source>Fine-tuning was left out.</source>
        <translation>已略过微调。</translation>
    </message>
    <message>
        <source>Whether it helps shows once someone has three pictures.</source>
        <translation>有人至少有三张图像后，才能看出微调是否有用。</translation>
    </message>
    <message>
        <source>Of {n} pictures held out in turn, {after} get the right name with it ({low} to {high} with 95 % certainty), {before} as it was.</source>
        <translation>依次留出 {n} 张图像，微调后 {after} 得到正确名字（95% 置信区间为 {low} 至 {high}），微调前为 {before}。</translation>
    </message>
    <message>
        <source>Fine-tuned, and in use from now on.</source>
        <translation>已微调，从现在起使用。</translation>
    </message>
    <message>
        <source>The gain may be chance, so nothing was changed.</source>
        <translation>改进可能出于偶然，因此未作更改。</translation>
    </message>
    <message>
        <source>Fine-tuning is no better here, so nothing was changed.</source>
        <translation>微调在此没有改进，因此未作更改。</translation>
    </message>
    <message>
        <source>As before, about {strangers} may get a wrong name.</source>
        <translation>与之前一样，约{strangers}可能得到错误的名字。</translation>
    </message>
    <message>
        <source>A single picture makes the difference: too few to tell.</source>
        <translation>只相差一张图像：太少，无法判断。</translation>
    </message>
    <message>
        <source>{n} pictures make the difference: too few to tell.</source>
        <translation>只相差 {n} 张图像：太少，无法判断。</translation>
    </message>
    <message>
        <source>{people} people with {pictures} pictures take part. It takes a few seconds.</source>
        <translation>有 {people} 人的 {pictures} 张图像参与。需要几秒钟。</translation>
    </message>
    <message>
        <source>Facet learns from everyone&apos;s pictures which differences between these faces matter. Often that changes little.</source>
        <translation>Facet 从所有人的图像中学习这些人脸之间哪些差异重要。往往变化不大。</translation>
    </message>
    <message>
        <source>Pictures held out in turn show whether it helps: it is used only where that is sure. With few pictures it seldom is.</source>
        <translation>依次留出图像，以检验微调是否有用：只有确定有用时才会采用。图像少时很少能确定。</translation>
    </message>
    <message>
        <source>People and pictures stay as they are. “Go back”, in the message afterwards or under “⋯”, brings back the names of before.</source>
        <translation>人物和图像保持不变。之后的消息中或“⋯”下的“恢复”可恢复之前的名字。</translation>
    </message>
    <message>
        <source>Another model looks at everyone&apos;s pictures: {done} of {total}.</source>
        <translation>另一个模型正在查看所有人的图像：{done}/{total}。</translation>
    </message>
    <message>
        <source>Until it has seen all, names are given as before.</source>
        <translation>在全部看完之前，名字仍按原来的方式给出。</translation>
    </message>
    <message>
        <source>Undo: {said}</source>
        <translation>撤销：{said}</translation>
    </message>
    <message>
        <source>Redo: {said}</source>
        <translation>重做：{said}</translation>
    </message>
    <message>
        <source>1 picture moved from {name} to {other}</source>
        <translation>1 张图像已从 {name} 移到 {other}</translation>
    </message>
    <message>
        <source>{count} pictures moved from {name} to {other}</source>
        <translation>{count} 张图像已从 {name} 移到 {other}</translation>
    </message>
    <message>
        <source>1 picture added to {name}</source>
        <translation>已为 {name} 添加 1 张图像</translation>
    </message>
    <message>
        <source>{count} pictures added to {name}</source>
        <translation>已为 {name} 添加 {count} 张图像</translation>
    </message>
    <message>
        <source>1 picture marked as not {name}</source>
        <translation>1 张图像已标为不是 {name}</translation>
    </message>
    <message>
        <source>{name} renamed to {other}</source>
        <translation>{name} 已改名为 {other}</translation>
    </message>
    <message>
        <source>{name} merged into {other}</source>
        <translation>{name} 已合并到 {other}</translation>
    </message>
    <message>
        <source>1 picture of {name} set aside</source>
        <translation>{name} 的 1 张图像已搁置</translation>
    </message>
    <message>
        <source>{count} pictures of {name} set aside</source>
        <translation>{name} 的 {count} 张图像已搁置</translation>
    </message>
    <message>
        <source>1 picture of {name} counts again</source>
        <translation>{name} 的 1 张图像重新计入</translation>
    </message>
    <message>
        <source>{count} pictures of {name} count again</source>
        <translation>{name} 的 {count} 张图像重新计入</translation>
    </message>
    <message>
        <source>{count} kept as “not {name}”</source>
        <translation>{count} 张标为“不是 {name}”的图像</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from them</source>
        <translation>{parts}，以及由其得出的数值</translation>
    </message>
    <message>
        <source>{parts}, and the numbers made from it</source>
        <translation>{parts}，以及由其得出的数值</translation>
    </message>
    <message>
        <source>The name, the notes on consent, and every noted change that names {name}</source>
        <translation>名字、关于同意的备注，以及提到 {name} 的所有更改记录</translation>
    </message>
    <message>
        <source>In all recordings: the name, and every answer about {name}</source>
        <translation>所有录制中：名字，以及关于 {name} 的所有答案</translation>
    </message>
    <message>
        <source>The whole video of each recording in which {name} was recognised</source>
        <translation>认出过 {name} 的每条录制的整个视频</translation>
    </message>
    <message>
        <source>What stays: your own photo files, snapshots and exported files, and the videos in which {name} was never recognised.</source>
        <translation>会保留：您自己的照片文件、快照和导出的文件，以及从未认出 {name} 的视频。</translation>
    </message>
    <message>
        <source>Training: {title}</source>
        <translation>训练：{title}</translation>
    </message>
    <message>
        <source>Model: {title}</source>
        <translation>模型：{title}</translation>
    </message>
    <message>
        <source>Older gallery that can&apos;t be read: {title}</source>
        <translation>无法读取的旧人脸库：{title}</translation>
    </message>
    <message>
        <source>1 recording named them.</source>
        <translation>有 1 条录制提到此人。</translation>
    </message>
    <message>
        <source>{n} recordings named them.</source>
        <translation>有 {n} 条录制提到此人。</translation>
    </message>
    <message>
        <source>The recorded video of 1 recording was deleted.</source>
        <translation>已删除 1 个录制的视频。</translation>
    </message>
    <message>
        <source>The recorded videos of {n} recordings were deleted.</source>
        <translation>已删除 {n} 个录制的视频。</translation>
    </message>
    <message>
        <source>1 recording can&apos;t be read and may still name them.</source>
        <translation>有 1 条录制无法读取，可能仍提到此人。</translation>
    </message>
    <message>
        <source>{n} recordings can&apos;t be read and may still name them.</source>
        <translation>有 {n} 条录制无法读取，可能仍提到此人。</translation>
    </message>
    <message>
        <source>It learned from them: delete it by hand.</source>
        <translation>它学习过此人的数据：请手动删除。</translation>
    </message>
    <message>
        <source>{faces} in {photos}, {chosen} chosen.</source>
        <translation>{photos}中有 {faces}，已选 {chosen} 张。</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 张人脸</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} 张人脸</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 张照片</translation>
    </message>
    <message>
        <source>{n} photos</source>
        <translation>{n} 张照片</translation>
    </message>
    <message>
        <source>1 photo gives none: {names}.</source>
        <translation>1 张照片没有可用的人脸：{names}。</translation>
    </message>
    <message>
        <source>{n} photos give none: {names}.</source>
        <translation>{n} 张照片没有可用的人脸：{names}。</translation>
    </message>
    <message>
        <source>Looking for faces…</source>
        <translation>正在查找人脸…</translation>
    </message>
    <message>
        <source>No face was found in these files.</source>
        <translation>这些文件中没有找到人脸。</translation>
    </message>
    <message>
        <source>Fitting to everyone&apos;s pictures…</source>
        <translation>正在根据所有人的图像进行拟合…</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Names are given as before the last fine-tuning.</source>
        <translation>名字的判断已恢复到上次微调之前。</translation>
    </message>
    <message>
        <source>Photos of one person</source>
        <translation>一个人的照片</translation>
    </message>
    <message>
        <source>No camera was found.</source>
        <translation>未找到摄像头。</translation>
    </message>
    <message>
        <source>Plug one in, or add photos instead.</source>
        <translation>请连接摄像头，或改为添加照片。</translation>
    </message>
    <message>
        <source>Export everyone</source>
        <translation>导出所有人</translation>
    </message>
    <message>
        <source>{count} exported, with their pictures. Keep that file safe.</source>
        <translation>已导出 {count} 人及其图像。请妥善保管该文件。</translation>
    </message>
    <message>
        <source>Import people</source>
        <translation>导入人物</translation>
    </message>
    <message>
        <source>{people} new people and {faces} pictures came in.</source>
        <translation>导入了 {people} 位新人物和 {faces} 张图像。</translation>
    </message>
    <message>
        <source>The pictures stay as they are.</source>
        <translation>图像保持原样。</translation>
    </message>
    <message>
        <source>{name} is somebody already. If the two are one person, merge them.</source>
        <translation>{name} 已另有其人。如果两者是同一人，请合并。</translation>
    </message>
    <message>
        <source>The pictures go there. Someone new gets an entry.</source>
        <translation>图像将归到此人名下。新人物会新建条目。</translation>
    </message>
    <message>
        <source>{name} is new and gets an entry.</source>
        <translation>{name} 是新人物，会新建条目。</translation>
    </message>
    <message>
        <source>That is whose they are now.</source>
        <translation>这些图像现在就属于此人。</translation>
    </message>
    <message>
        <source>{name} is known already, with {pictures}.</source>
        <translation>{name} 是已认识的人，有 {pictures}。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>The picture goes there. Someone new gets an entry.</source>
        <translation>图像将归到此人名下。新人物会新建条目。</translation>
    </message>
    <message>
        <source>Whose picture is this?</source>
        <translation>这张图像是谁的？</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Whose pictures are these?</source>
        <translation>这些图像是谁的？</translation>
    </message>
    <message>
        <source>Delete {pictures}?</source>
        <translation>删除{pictures}？</translation>
    </message>
    <message>
        <source>With the numbers made from it, for good: there is no way back.</source>
        <translation>连同由其得出的数值一并永久删除：无法恢复。</translation>
    </message>
    <message>
        <source>With the numbers made from them, for good: there is no way back.</source>
        <translation>连同由其得出的数值一并永久删除：无法恢复。</translation>
    </message>
    <message>
        <source>Deleted: {pictures}.</source>
        <translation>已删除：{pictures}。</translation>
    </message>
    <message>
        <source>{name} was erased.</source>
        <translation>{name} 已彻底删除。</translation>
    </message>
    <message>
        <source>No face was found.</source>
        <translation>未找到人脸。</translation>
    </message>
    <message>
        <source>Another face</source>
        <translation>另一张人脸</translation>
    </message>
    <message>
        <source>Seen already</source>
        <translation>已经见过</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>Facet 目前还不能分辨不同的人。</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source> Add someone</source>
        <translation> 添加人物</translation>
    </message>
    <message>
        <source>Facet can&apos;t tell people apart yet.</source>
        <translation>Facet 目前还不能分辨不同的人。</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>没有可撤销的操作</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>没有可重做的操作</translation>
    </message>
    <message>
        <source>It takes two people at least</source>
        <translation>至少需要两个人</translation>
    </message>
    <message>
        <source>Names are not fine-tuned now</source>
        <translation>名字目前未经微调</translation>
    </message>
    <message>
        <source>Nobody is known yet</source>
        <translation>还不认识任何人</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>两个条目其实是同一个人</translation>
    </message>
    <message>
        <source>There is nobody else to merge with</source>
        <translation>没有其他人可以合并</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>The file can be kept aside, and a new one begun.</source>
        <translation>可以保留旧文件，另建一个新文件。</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>The old file is kept as %s.</source>
        <translation>旧文件保留为 %s。</translation>
    </message>
    <message>
        <source>Undo, redo, export and import</source>
        <translation>撤销、重做、导出和导入</translation>
    </message>
    <message>
        <source>&amp;Fine-tune to these people…</source>
        <translation>针对这些人微调(&amp;F)…</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Whom Facet knows by face.</source>
        <translation>Facet 认识的人。</translation>
    </message>
    <message>
        <source>Find someone</source>
        <translation>查找人物</translation>
    </message>
    <message>
        <source>Show only names with these words</source>
        <translation>只显示包含这些词的名字</translation>
    </message>
    <message>
        <source>Add someone</source>
        <translation>添加人物</translation>
    </message>
    <message>
        <source>From photos or from the camera; photos can also be dropped here</source>
        <translation>从照片或摄像头添加；也可以将照片拖放到此处</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Nobody&apos;s name has these words.</source>
        <translation>没有名字包含这些词。</translation>
    </message>
    <message>
        <source>From &amp;photos…</source>
        <translation>从照片(&amp;P)…</translation>
    </message>
    <message>
        <source>From the &amp;camera…</source>
        <translation>从摄像头(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Go back to before fine-tuning</source>
        <translation>恢复到微调之前(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Export everyone…</source>
        <translation>导出所有人(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>导入(&amp;I)…</translation>
    </message>
</context>
<context>
    <name>PersonList</name>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
</context>
<context>
    <name>PersonView</name>
    <message>
        <source>The chosen person</source>
        <translation>所选人物</translation>
    </message>
    <message>
        <source>Sides of the face</source>
        <translation>人脸角度</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>{count} marked as not them</source>
        <translation>{count} 张标为不是此人</translation>
    </message>
    <message>
        <source>Nothing was noted.</source>
        <translation>没有备注。</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>已覆盖</translation>
    </message>
    <message>
        <source>No picture of this side yet</source>
        <translation>还没有此角度的图像</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>头像</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>添加照片…</translation>
    </message>
    <message>
        <source>More pictures, from files</source>
        <translation>从文件添加更多图像</translation>
    </message>
    <message>
        <source>Camera…</source>
        <translation>摄像头…</translation>
    </message>
    <message>
        <source>More pictures, guided, from the camera</source>
        <translation>用摄像头按引导拍摄更多图像</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Another name</source>
        <translation>换一个名字</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>合并…</translation>
    </message>
    <message>
        <source>Two entries that are one person</source>
        <translation>两个条目其实是同一个人</translation>
    </message>
    <message>
        <source>Un-merge</source>
        <translation>取消合并</translation>
    </message>
    <message>
        <source>Take the last merge back</source>
        <translation>撤回上次合并</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Erase this person for good</source>
        <translation>彻底删除此人</translation>
    </message>
</context>
<context>
    <name>PhotoDialog</name>
    <message>
        <source>Click on a face to say who it is.</source>
        <translation>单击人脸可指明这是谁。</translation>
    </message>
    <message>
        <source>Show on the live page</source>
        <translation>在“实时”页面显示</translation>
    </message>
    <message>
        <source>Open this photo on the live page</source>
        <translation>在“实时”页面打开这张照片</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Back to the faces</source>
        <translation>返回人脸</translation>
    </message>
</context>
<context>
    <name>Photos</name>
    <message>
        <source>Can&apos;t be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>No face found</source>
        <translation>未找到人脸</translation>
    </message>
    <message>
        <source>Faces ({count:,})</source>
        <translation>人脸（{count:,}）</translation>
    </message>
    <message>
        <source>Whole pictures ({count:,})</source>
        <translation>整张图像（{count:,}）</translation>
    </message>
    <message>
        <source>Without a face ({count:,})</source>
        <translation>没有人脸（{count:,}）</translation>
    </message>
    <message>
        <source>Not readable ({count:,})</source>
        <translation>无法读取（{count:,}）</translation>
    </message>
    <message>
        <source>Whole pictures (no model)</source>
        <translation>整张图像（无模型）</translation>
    </message>
    <message>
        <source>Any smile</source>
        <translation>微笑：不限</translation>
    </message>
    <message>
        <source>Any emotion</source>
        <translation>情绪：不限</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>人物：不限</translation>
    </message>
    <message>
        <source>Any answer</source>
        <translation>结果：不限</translation>
    </message>
    <message>
        <source>Any {task}</source>
        <translation>{task}：不限</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>&lt; 1 %</source>
        <translation>&lt; 1%</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>张照片</translation>
    </message>
    <message>
        <source>photos</source>
        <translation>张照片</translation>
    </message>
    <message>
        <source>face</source>
        <translation>张人脸</translation>
    </message>
    <message>
        <source>faces</source>
        <translation>张人脸</translation>
    </message>
    <message>
        <source>{count:,} without a face</source>
        <translation>{count:,} 张没有人脸</translation>
    </message>
    <message>
        <source>{count:,} not readable</source>
        <translation>{count:,} 张无法读取</translation>
    </message>
    <message>
        <source>{shown:,} of {whole:,} shown</source>
        <translation>显示 {shown:,} / {whole:,}</translation>
    </message>
    <message>
        <source>{count:,} cards chosen</source>
        <translation>已选 {count:,} 张卡片</translation>
    </message>
    <message>
        <source>{count:,} faces chosen</source>
        <translation>已选 {count:,} 张人脸</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>正在查找照片…</translation>
    </message>
    <message>
        <source>Asking about {done:,} of {whole:,}</source>
        <translation>正在分析 {done:,} / {whole:,}</translation>
    </message>
    <message>
        <source>Unsure: {label} is likeliest, but only at {share}</source>
        <translation>不确定：最可能是{label}，但只有 {share}</translation>
    </message>
    <message>
        <source>Reading {done:,} of {whole:,}</source>
        <translation>正在读取 {done:,} / {whole:,}</translation>
    </message>
    <message>
        <source>{count:.0f} min left</source>
        <translation>剩余 {count:.0f} 分钟</translation>
    </message>
    <message>
        <source>{count:.0f} s left</source>
        <translation>剩余 {count:.0f} 秒</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>整张图像</translation>
    </message>
    <message>
        <source>No label is likely enough to say.</source>
        <translation>没有可能性足够大的标签。</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>{faces:,} of {all_faces:,} faces, {photos:,} of {all_photos:,} photos</source>
        <translation>{all_faces:,} 张人脸中的 {faces:,} 张，{all_photos:,} 张照片中的 {photos:,} 张</translation>
    </message>
    <message>
        <source>Double-click: the whole photo. Right-click: say who this is.</source>
        <translation>双击：整张照片。右键单击：指明这是谁。</translation>
    </message>
    <message>
        <source>Double-click: the whole photo.</source>
        <translation>双击：整张照片。</translation>
    </message>
    <message>
        <source>1 face on this page got a name.</source>
        <translation>此页面上有 1 张人脸得到了名字。</translation>
    </message>
    <message>
        <source>{count} faces on this page got a name.</source>
        <translation>此页面上有 {count} 张人脸得到了名字。</translation>
    </message>
    <message>
        <source>1 face on this page lost its name.</source>
        <translation>此页面上有 1 张人脸失去了名字。</translation>
    </message>
    <message>
        <source>{count} faces on this page lost their names.</source>
        <translation>此页面上有 {count} 张人脸失去了名字。</translation>
    </message>
    <message>
        <source>1 face is taken away here. The photo stays as it is.</source>
        <translation>已从此处清除 1 张人脸。照片保持原样。</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photo stays as it is.</source>
        <translation>已从此处清除 {count:,} 张人脸。照片保持原样。</translation>
    </message>
    <message>
        <source>{count:,} faces are taken away here. The photos stay as they are.</source>
        <translation>已从此处清除 {count:,} 张人脸。这些照片保持原样。</translation>
    </message>
    <message>
        <source>1 face is back.</source>
        <translation>已恢复 1 张人脸。</translation>
    </message>
    <message>
        <source>{count:,} faces are back.</source>
        <translation>已恢复 {count:,} 张人脸。</translation>
    </message>
    <message>
        <source>Such a model always answers with one of its classes, even for a picture of something else.</source>
        <translation>这类模型总是给出其类别之一，即使图像中是别的东西。</translation>
    </message>
    <message>
        <source>Stopped before all photos were read.</source>
        <translation>未读完所有照片就已停止。</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about {count:,} of {whole:,} photos.</source>
        <translation>已停止：{whole:,} 张照片中有 {count:,} 张未用模型分析。</translation>
    </message>
    <message>
        <source>Stopped: the model was not asked about the photo.</source>
        <translation>已停止：这张照片未用模型分析。</translation>
    </message>
    <message>
        <source>Stopped: the photo was not read.</source>
        <translation>已停止：这张照片未读取。</translation>
    </message>
    <message>
        <source>Stopped: 1 of {whole:,} photos was not read.</source>
        <translation>已停止：{whole:,} 张照片中有 1 张未读取。</translation>
    </message>
    <message>
        <source>Stopped: {count:,} of {whole:,} photos were not read.</source>
        <translation>已停止：{whole:,} 张照片中有 {count:,} 张未读取。</translation>
    </message>
    <message>
        <source>Ask about the rest</source>
        <translation>分析其余照片</translation>
    </message>
    <message>
        <source>Read the rest</source>
        <translation>读取其余照片</translation>
    </message>
</context>
<context>
    <name>PhotosDialog</name>
    <message>
        <source>Add someone from photos</source>
        <translation>从照片添加人物</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose a face first</source>
        <translation>请先选择一张人脸</translation>
    </message>
    <message>
        <source>Faces found</source>
        <translation>找到的人脸</translation>
    </message>
    <message>
        <source>Which faces are theirs?</source>
        <translation>哪些人脸是此人的？</translation>
    </message>
</context>
<context>
    <name>PhotosPage</name>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Every face in your photos, with its answers.</source>
        <translation>照片中的每张人脸及其结果。</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>选择照片文件夹</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>添加照片…</translation>
    </message>
    <message>
        <source>Look at more photos</source>
        <translation>查看更多照片</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Look at a folder, and the folders in it</source>
        <translation>查看一个文件夹及其子文件夹</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save what is shown as a table, as JSON or as pictures</source>
        <translation>将显示的内容保存为表格、JSON 或图像</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Take all cards away; the photos themselves stay</source>
        <translation>清除所有卡片；照片本身会保留</translation>
    </message>
    <message>
        <source>Progress of reading</source>
        <translation>读取进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop reading; the faces found so far stay</source>
        <translation>停止读取；已找到的人脸会保留</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>表格 (CSV)…</translation>
    </message>
    <message>
        <source>Data (JSON)…</source>
        <translation>数据 (JSON)…</translation>
    </message>
    <message>
        <source>Pictures with boxes…</source>
        <translation>带框的图像…</translation>
    </message>
</context>
<context>
    <name>PictureActs</name>
    <message>
        <source>Choose pictures to set aside, to delete, or to move to someone else.</source>
        <translation>选择要搁置、删除或移到别人名下的图像。</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>They count no more, and can be brought back</source>
        <translation>不再计入，可以恢复</translation>
    </message>
    <message>
        <source>Let them count again</source>
        <translation>重新计入</translation>
    </message>
    <message>
        <source>They were set aside</source>
        <translation>它们已被搁置</translation>
    </message>
    <message>
        <source>This is someone else…</source>
        <translation>这是别人…</translation>
    </message>
    <message>
        <source>Move them to someone known or new</source>
        <translation>将其移到已认识的人或新人物名下</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Erase them for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Leave the pictures as they are</source>
        <translation>图像保持原样</translation>
    </message>
</context>
<context>
    <name>PictureBar</name>
    <message>
        <source>The whole picture is asked about by</source>
        <translation>分析整张图像的模型</translation>
    </message>
    <message>
        <source>A model that says what a photo shows as a whole</source>
        <translation>判断照片整体内容的模型</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>整张图像</translation>
    </message>
    <message>
        <source>Nothing is asked</source>
        <translation>不分析</translation>
    </message>
    <message>
        <source>Choose a model to see what each photo shows.</source>
        <translation>选择一个模型，查看每张照片的内容。</translation>
    </message>
    <message>
        <source>{some} and {count:,} more</source>
        <translation>{some} 以及另外 {count:,} 种</translation>
    </message>
    <message>
        <source>Always answers with one of its {count:,} classes, even for a picture of something else: {some}</source>
        <translation>总是给出其 {count:,} 个类别之一，即使图像中是别的东西：{some}</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>Portrait</name>
    <message>
        <source>Portrait</source>
        <translation>头像</translation>
    </message>
</context>
<context>
    <name>PositionSlider</name>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Position in the video</source>
        <translation>视频中的位置</translation>
    </message>
</context>
<context>
    <name>Record</name>
    <message>
        <source>Kept on this computer only, in {folder}: when which face was where in the picture, its name where it has one, and what smile and emotion were read from it.</source>
        <translation>仅保存在本机的 {folder} 中：何时哪张人脸在图像的何处、其名字（如果有），以及从中读出的微笑和情绪。</translation>
    </message>
    <message>
        <source>The picture is kept too: everyone in view can be recognised in it.</source>
        <translation>图像也会保存：画面中的每个人都能从中辨认出来。</translation>
    </message>
    <message>
        <source>No picture and no sound are kept.</source>
        <translation>不保存图像和声音。</translation>
    </message>
    <message>
        <source>Tell the people in view, and record only if they agree.</source>
        <translation>请告知画面中的人，并仅在他们同意时录制。</translation>
    </message>
    <message>
        <source>Recording answers, without the picture.</source>
        <translation>正在录制结果，不含图像。</translation>
    </message>
    <message>
        <source>Recording answers and the picture.</source>
        <translation>正在录制结果和图像。</translation>
    </message>
    <message>
        <source>{key} sets a marker.</source>
        <translation>按 {key} 设置标记。</translation>
    </message>
    <message>
        <source>{key} ends it.</source>
        <translation>按 {key} 结束。</translation>
    </message>
    <message>
        <source>Marker at {time}</source>
        <translation>已在 {time} 设置标记</translation>
    </message>
    <message>
        <source>Recorded {time}.</source>
        <translation>已录制 {time}。</translation>
    </message>
    <message>
        <source>{count} pictures were left out: the disk was too slow.</source>
        <translation>略过了 {count} 张图像：磁盘太慢。</translation>
    </message>
    <message>
        <source>The answers are whole; {count} pictures were left out: the disk was too slow.</source>
        <translation>结果完整；略过了 {count} 张图像：磁盘太慢。</translation>
    </message>
    <message>
        <source>Photos are not recorded: the Photos page keeps their answers.</source>
        <translation>照片不会录制：“照片”页面会保存其结果。</translation>
    </message>
    <message>
        <source>Watch something first</source>
        <translation>请先观看任意来源</translation>
    </message>
</context>
<context>
    <name>RecordButton</name>
    <message>
        <source>Recording, %s. End it</source>
        <translation>正在录制，%s。结束录制</translation>
    </message>
    <message>
        <source>%s, waiting</source>
        <translation>%s，等待中</translation>
    </message>
    <message>
        <source>Recording, %s. It waits for the source. End it</source>
        <translation>正在录制，%s。正在等待来源。结束录制</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
</context>
<context>
    <name>RecordDesk</name>
    <message>
        <source>End the &amp;recording</source>
        <translation>结束录制(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>录制(&amp;R)</translation>
    </message>
    <message>
        <source>Record what is seen and answered, or end the recording</source>
        <translation>录制画面与结果，或结束录制</translation>
    </message>
    <message>
        <source>The recording waits for the source and goes on when it is back. End it now</source>
        <translation>录制正在等待来源，来源恢复后会继续。立即结束录制</translation>
    </message>
    <message>
        <source>What was recorded before is kept.</source>
        <translation>之前录制的内容会保留。</translation>
    </message>
</context>
<context>
    <name>RecordDialog</name>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Keep the picture too</source>
        <translation>同时保存图像</translation>
    </message>
    <message>
        <source>To watch it again, correct names from it and run it with other models</source>
        <translation>以便重新观看、据此更正名字，以及用其他模型运行</translation>
    </message>
    <message>
        <source>Say this each time</source>
        <translation>每次都显示此提示</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once; the settings can change it</source>
        <translation>否则按录制键会立即开始；可在设置中更改</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Record what Facet sees?</source>
        <translation>录制 Facet 看到的内容？</translation>
    </message>
</context>
<context>
    <name>Recording</name>
    <message>
        <source>The date stays with it.</source>
        <translation>日期会保留。</translation>
    </message>
    <message>
        <source>Rename the recording</source>
        <translation>重命名录制</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>The recording is called “{title}”.</source>
        <translation>录制已命名为“{title}”。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Delete this recording?</source>
        <translation>删除这条录制？</translation>
    </message>
    <message>
        <source>“{title}” is deleted.</source>
        <translation>“{title}”已删除。</translation>
    </message>
    <message>
        <source>Delete all recordings?</source>
        <translation>删除所有录制？</translation>
    </message>
    <message>
        <source>{n} recordings are deleted.</source>
        <translation>已删除 {n} 条录制。</translation>
    </message>
    <message>
        <source>Marker set at {time}.</source>
        <translation>已在 {time} 设置标记。</translation>
    </message>
    <message>
        <source>Marker removed.</source>
        <translation>已移除标记。</translation>
    </message>
    <message>
        <source>Export the recording</source>
        <translation>导出录制</translation>
    </message>
    <message>
        <source>Writing {name}…</source>
        <translation>正在写入 {name}…</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>已停止；未写入任何内容。</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>已保存 {path}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Running the recording again…</source>
        <translation>正在重新运行录制…</translation>
    </message>
    <message>
        <source>One thing at a time: wait for it, or cancel it.</source>
        <translation>一次只能进行一项：请等待其完成，或取消它。</translation>
    </message>
    <message>
        <source>In this recording only: without its picture nothing can be learned.</source>
        <translation>仅限这条录制：没有图像就无法从中学习。</translation>
    </message>
    <message>
        <source>Name the face</source>
        <translation>为人脸命名</translation>
    </message>
    <message>
        <source>Named here, but not learned from this picture.</source>
        <translation>已在此命名，但未从这张图像学习。</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} 张图像</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>人脸 {number}</translation>
    </message>
    <message>
        <source>from {start} to {end}</source>
        <translation>从 {start} 到 {end}</translation>
    </message>
    <message>
        <source>Can&apos;t be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>Today, {time}</source>
        <translation>今天，{time}</translation>
    </message>
    <message>
        <source>Yesterday, {time}</source>
        <translation>昨天，{time}</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day}，{time}</translation>
    </message>
    <message>
        <source>1 unknown</source>
        <translation>1 个未知</translation>
    </message>
    <message>
        <source>1 face</source>
        <translation>1 张人脸</translation>
    </message>
    <message>
        <source>{n} unknown</source>
        <translation>{n} 个未知</translation>
    </message>
    <message>
        <source>{n} faces</source>
        <translation>{n} 张人脸</translation>
    </message>
    <message>
        <source>Somebody who was erased</source>
        <translation>已被删除的人</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>Who was in it was erased: nothing is left to see.</source>
        <translation>其中的人已被删除：没有可看的内容了。</translation>
    </message>
    <message>
        <source>The picture was deleted: boxes and answers only.</source>
        <translation>画面已删除：只有框和答案。</translation>
    </message>
    <message>
        <source>picture deleted, for it showed somebody who was erased</source>
        <translation>图像已删除，因为其中出现了已被彻底删除的人</translation>
    </message>
    <message>
        <source>answers only</source>
        <translation>仅结果</translation>
    </message>
    <message>
        <source>broke off</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Sessions that you recorded, to watch, correct and export.</source>
        <translation>录制的内容，可供观看、更正和导出。</translation>
    </message>
    <message>
        <source>1 recording, {size}</source>
        <translation>1 条录制，{size}</translation>
    </message>
    <message>
        <source>{n} recordings, {size}</source>
        <translation>{n} 条录制，{size}</translation>
    </message>
    <message>
        <source>“{title}”, {size}, is deleted for good from this computer. Names that were learned from it stay with the people.</source>
        <translation>“{title}”，{size}，将从本机彻底删除。从中学到的名字会保留在人物中。</translation>
    </message>
    <message>
        <source>{n} recordings, {size}, are deleted for good from this computer.</source>
        <translation>{n} 条录制，{size}，将从本机彻底删除。</translation>
    </message>
    <message>
        <source>The only recording, {size}, is deleted for good from this computer.</source>
        <translation>唯一的一条录制，{size}，将从本机彻底删除。</translation>
    </message>
    <message>
        <source>This face is not {before} in this recording.</source>
        <translation>在此录制中，这张脸不是 {before}。</translation>
    </message>
    <message>
        <source>{before} is {name} here, and Facet learned it.</source>
        <translation>{before} 在此是 {name}，Facet 已从中学习。</translation>
    </message>
    <message>
        <source>{before} is {name} in this recording.</source>
        <translation>{before} 在这条录制中是 {name}。</translation>
    </message>
    <message>
        <source>This counts {span}: for all the time that the face was followed.</source>
        <translation>此更正的有效范围：{span}，即跟踪此人脸的全部时间。</translation>
    </message>
    <message>
        <source>{face}: not found now</source>
        <translation>{face}：现在未找到</translation>
    </message>
    <message>
        <source>A face that was not found before</source>
        <translation>一张之前未找到的人脸</translation>
    </message>
    <message>
        <source>no clear answer</source>
        <translation>结果不明确</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>{face}: {before} → {now}</source>
        <translation>{face}：{before} → {now}</translation>
    </message>
    <message>
        <source>Every answer is the same</source>
        <translation>所有结果都相同</translation>
    </message>
    <message>
        <source>1 answer changed</source>
        <translation>1 个结果有变化</translation>
    </message>
    <message>
        <source>{n} answers changed</source>
        <translation>{n} 个结果有变化</translation>
    </message>
    <message>
        <source>{percent} % of {n} answers are as recorded.</source>
        <translation>{n} 个结果中有 {percent}% 与录制时相同。</translation>
    </message>
    <message>
        <source>Stopped before the end.</source>
        <translation>未到结尾就已停止。</translation>
    </message>
</context>
<context>
    <name>RecordingList</name>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
</context>
<context>
    <name>RecordingView</name>
    <message>
        <source>No picture was kept: boxes and answers only.</source>
        <translation>未保存图像：只有框和结果。</translation>
    </message>
    <message>
        <source>With another model, detector or bar for names; every answer that changes is listed</source>
        <translation>使用其他模型、检测器或命名门槛；列出所有有变化的结果</translation>
    </message>
    <message>
        <source>Without its picture it can&apos;t run again</source>
        <translation>没有图像，无法重新运行</translation>
    </message>
    <message>
        <source>Run again…</source>
        <translation>重新运行…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>As tables, video or chart</source>
        <translation>导出为表格、视频或图表</translation>
    </message>
    <message>
        <source>More about this recording</source>
        <translation>对这条录制的更多操作</translation>
    </message>
    <message>
        <source>Rename, show in its folder, delete</source>
        <translation>重命名、在文件夹中显示、删除</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>One picture back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>One picture on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>To the marker before</source>
        <translation>转到上一个标记</translation>
    </message>
    <message>
        <source>Set or remove a marker here</source>
        <translation>在此设置或移除标记</translation>
    </message>
    <message>
        <source>To the marker after</source>
        <translation>转到下一个标记</translation>
    </message>
    <message>
        <source>Table by face (CSV)…</source>
        <translation>按人脸的表格 (CSV)…</translation>
    </message>
    <message>
        <source>Table by picture (CSV)…</source>
        <translation>按图像的表格 (CSV)…</translation>
    </message>
    <message>
        <source>Data by face (JSON lines)…</source>
        <translation>按人脸的数据 (JSON Lines)…</translation>
    </message>
    <message>
        <source>Data by picture (JSON lines)…</source>
        <translation>按图像的数据 (JSON Lines)…</translation>
    </message>
    <message>
        <source>Chart (PNG)…</source>
        <translation>图表 (PNG)…</translation>
    </message>
    <message>
        <source>Chart (SVG)…</source>
        <translation>图表 (SVG)…</translation>
    </message>
    <message>
        <source>Video with boxes (MP4)…</source>
        <translation>带框的视频 (MP4)…</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>重命名(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Show in folder</source>
        <translation>在文件夹中显示(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除(&amp;D)…</translation>
    </message>
</context>
<context>
    <name>RecordingsPage</name>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Delete all recordings</source>
        <translation>删除所有录制</translation>
    </message>
    <message>
        <source>&amp;Delete all recordings…</source>
        <translation>删除所有录制(&amp;D)…</translation>
    </message>
</context>
<context>
    <name>ReplayDialog</name>
    <message>
        <source>Run again</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>查找人脸的检测器</translation>
    </message>
    <message>
        <source>Model for: %s</source>
        <translation>模型用于：%s</translation>
    </message>
    <message>
        <source>The recorded picture goes through these, and every answer that differs from the recorded one is listed. Nothing in the recording changes. A few answers differ even with the same models: a recorded picture is compressed, and faces are found some moments sooner or later.</source>
        <translation>录制的图像将由这些模型处理，并列出与录制结果不同的每个答案。录制内容不会改变。即使模型相同，也会有少数答案不同：录制的图像经过压缩，人脸被找到的时刻也略有先后。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Run this recording again</source>
        <translation>重新运行这条录制</translation>
    </message>
    <message>
        <source>Haar: good at faces seen from the front.</source>
        <translation>Haar：擅长正面人脸。</translation>
    </message>
    <message>
        <source>YuNet: finds more turned and small faces.</source>
        <translation>YuNet：能找到更多侧转和较小的人脸。</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>What was taken for what</source>
        <translation>哪些被误判成了哪些</translation>
    </message>
    <message>
        <source>Worst mistakes</source>
        <translation>最严重的错误</translation>
    </message>
    <message>
        <source>It may be guessing.</source>
        <translation>可能只是猜测。</translation>
    </message>
    <message>
        <source>Those it was surest of. First what it answered.</source>
        <translation>模型最有把握的错误。先列出其判断结果。</translation>
    </message>
    <message>
        <source>There were none.</source>
        <translation>没有。</translation>
    </message>
    <message>
        <source>Better than the gallery?</source>
        <translation>比人脸库更好？</translation>
    </message>
    <message>
        <source>Both named the same pictures, which were kept aside.</source>
        <translation>两者都为留作测试的同一批图像命名。</translation>
    </message>
    <message>
        <source>Most often taken for something else</source>
        <translation>最常被误判的类别</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>实际为</translation>
    </message>
    <message>
        <source>Was answered</source>
        <translation>判为</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>次数</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Use it now</source>
        <translation>立即使用</translation>
    </message>
    <message>
        <source>Stop using it</source>
        <translation>停止使用</translation>
    </message>
    <message>
        <source>Show on the Models page</source>
        <translation>在“模型”页面显示</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Full report</source>
        <translation>完整报告</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>正确率</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Facet answers as before; this training keeps the model</source>
        <translation>Facet 恢复为之前的判断方式；此训练仍保留该模型</translation>
    </message>
    <message>
        <source>There once it is measured</source>
        <translation>测量后可用</translation>
    </message>
    <message>
        <source>Cancel the training first</source>
        <translation>请先取消训练</translation>
    </message>
    <message>
        <source>How it was asked for</source>
        <translation>训练时的设定</translation>
    </message>
    <message>
        <source>The chosen training</source>
        <translation>所选训练</translation>
    </message>
    <message>
        <source>How it learns</source>
        <translation>学习过程</translation>
    </message>
    <message>
        <source>End it; what it has learned is kept, and it can go on later</source>
        <translation>结束训练；已学到的内容会保留，之后可以继续</translation>
    </message>
    <message>
        <source>What it is, how good, and how fast here</source>
        <translation>它是什么、效果如何、在本机上有多快</translation>
    </message>
    <message>
        <source>Open the whole report in the browser</source>
        <translation>在浏览器中打开完整报告</translation>
    </message>
    <message>
        <source>Show the folder with model, curves and log</source>
        <translation>显示存放模型、曲线和日志的文件夹</translation>
    </message>
    <message>
        <source>Delete this training; a model in use stays among the models</source>
        <translation>删除这次训练；使用中的模型会保留在模型中</translation>
    </message>
</context>
<context>
    <name>Said</name>
    <message>
        <source>&apos;{0}&apos; addresses can&apos;t be read</source>
        <translation>无法读取“{0}”地址</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; can&apos;t be undone: somebody else bears the name now.</source>
        <translation>无法撤销“{0}”：该名字现在属于另一个人。</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is in the gallery already.</source>
        <translation>“{0}”已在人脸库中。</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is missing</source>
        <translation>缺少“{0}”</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is too large</source>
        <translation>“{0}”太大</translation>
    </message>
    <message>
        <source>; {0}, the second, has {1}</source>
        <translation>；第二名 {0} 为 {1}</translation>
    </message>
    <message>
        <source>A head needs two people.</source>
        <translation>分类头至少需要两个人。</translation>
    </message>
    <message>
        <source>A name has at most {0} letters.</source>
        <translation>名字最多 {0} 个字符。</translation>
    </message>
    <message>
        <source>A person can&apos;t be merged with themselves.</source>
        <translation>人物不能与自己合并。</translation>
    </message>
    <message>
        <source>A person needs a name.</source>
        <translation>人物需要名字。</translation>
    </message>
    <message>
        <source>A picture in the gallery is damaged.</source>
        <translation>人脸库中有一张图像已损坏。</translation>
    </message>
    <message>
        <source>A share of strangers lies between 0 and 1, not {0}.</source>
        <translation>陌生人的比例应在 0 和 1 之间，不能是 {0}。</translation>
    </message>
    <message>
        <source>Add yourself to the group &apos;video&apos; (sudo usermod -aG video $USER) and log in again.</source>
        <translation>将自己加入 video 组 (sudo usermod -aG video $USER)，然后重新登录。</translation>
    </message>
    <message>
        <source>Analysing a picture failed unexpectedly. The log has the details.</source>
        <translation>分析图像时意外失败。详情见日志。</translation>
    </message>
    <message>
        <source>Check both in the address.</source>
        <translation>请检查地址中的这两项。</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>请检查其权限。</translation>
    </message>
    <message>
        <source>Check the address and port.</source>
        <translation>请检查地址和端口。</translation>
    </message>
    <message>
        <source>Check the address.</source>
        <translation>请检查地址。</translation>
    </message>
    <message>
        <source>Check the address; a browser or player tells whether it plays at all.</source>
        <translation>请检查地址；用浏览器或播放器可确认它能否播放。</translation>
    </message>
    <message>
        <source>Check the file&apos;s permissions.</source>
        <translation>请检查文件权限。</translation>
    </message>
    <message>
        <source>Check the path after the host&apos;s name.</source>
        <translation>请检查主机名之后的路径。</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>请检查路径。</translation>
    </message>
    <message>
        <source>Check the user name and password.</source>
        <translation>请检查用户名和密码。</translation>
    </message>
    <message>
        <source>Choose &apos;auto&apos; or &apos;cpu&apos;, or see `facet doctor`.</source>
        <translation>请选择“auto”或“cpu”，或查看 `facet doctor`。</translation>
    </message>
    <message>
        <source>Choose a folder that you may write.</source>
        <translation>请选择可写入的文件夹。</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>请选择更短的。</translation>
    </message>
    <message>
        <source>Choose another folder for the gallery.</source>
        <translation>请为人脸库选择其他文件夹。</translation>
    </message>
    <message>
        <source>Choose another model with --model.</source>
        <translation>请用 --model 选择其他模型。</translation>
    </message>
    <message>
        <source>Choose another name, or merge the two.</source>
        <translation>请选择其他名字，或合并两者。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请选择其他名字。</translation>
    </message>
    <message>
        <source>Choose another place in the settings.</source>
        <translation>请在设置中选择其他位置。</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>请选择其他位置。</translation>
    </message>
    <message>
        <source>Choose from: {0}.</source>
        <translation>可选：{0}。</translation>
    </message>
    <message>
        <source>Choose references of {0}.</source>
        <translation>请选择 {0} 的参考图。</translation>
    </message>
    <message>
        <source>Choose two people.</source>
        <translation>请选择两个人。</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow desktop apps the camera in Settings, Privacy.</source>
        <translation>请关闭使用它的其他程序，并在“设置”的“隐私”中允许桌面应用使用摄像头。</translation>
    </message>
    <message>
        <source>Close other programs that use it, and allow the camera for this program in System Settings, Privacy &amp; Security.</source>
        <translation>请关闭使用它的其他程序，并在“系统设置”的“隐私与安全性”中允许此程序使用摄像头。</translation>
    </message>
    <message>
        <source>Close other programs that use the camera, or unplug it and plug it in again.</source>
        <translation>请关闭使用摄像头的其他程序，或将其拔下后重新插入。</translation>
    </message>
    <message>
        <source>Close other viewers of this camera.</source>
        <translation>请关闭此摄像头的其他观看程序。</translation>
    </message>
    <message>
        <source>Close other windows of Facet; it is done when the gallery is next opened.</source>
        <translation>请关闭 Facet 的其他窗口；下次打开人脸库时会完成此操作。</translation>
    </message>
    <message>
        <source>Close what uses it, and erase again.</source>
        <translation>请关闭正在使用它的程序，然后重新彻底删除。</translation>
    </message>
    <message>
        <source>Close what uses it, and try again.</source>
        <translation>请关闭正在使用它的程序，然后重试。</translation>
    </message>
    <message>
        <source>Copy it again.</source>
        <translation>请重新复制。</translation>
    </message>
    <message>
        <source>Copy it here first.</source>
        <translation>请先复制到此处。</translation>
    </message>
    <message>
        <source>Delete it, and add another.</source>
        <translation>请将其删除，再添加另一张。</translation>
    </message>
    <message>
        <source>Enrol somebody else first.</source>
        <translation>请先录入其他人。</translation>
    </message>
    <message>
        <source>Export it again with facet-train export.</source>
        <translation>请用 facet-train export 重新导出。</translation>
    </message>
    <message>
        <source>Export its answers instead.</source>
        <translation>请改为导出其结果。</translation>
    </message>
    <message>
        <source>Export the gallery again.</source>
        <translation>请重新导出人脸库。</translation>
    </message>
    <message>
        <source>Facet works with its own models meanwhile; `facet models pull {0}` tries again.</source>
        <translation>期间 Facet 使用自带的模型；`facet models pull {0}` 可重试。</translation>
    </message>
    <message>
        <source>Facet&apos;s assets are missing; looked in {0}</source>
        <translation>缺少 Facet 的资源文件；已在 {0} 中查找</translation>
    </message>
    <message>
        <source>Fine-tune first.</source>
        <translation>请先微调。</translation>
    </message>
    <message>
        <source>For example 0.01.</source>
        <translation>例如 0.01。</translation>
    </message>
    <message>
        <source>Free some space there.</source>
        <translation>请在该处腾出一些空间。</translation>
    </message>
    <message>
        <source>Import an exported archive into a new gallery, or move the file away to begin anew.</source>
        <translation>请将导出的归档导入新的人脸库，或移走该文件后重新开始。</translation>
    </message>
    <message>
        <source>Install Facet again.</source>
        <translation>请重新安装 Facet。</translation>
    </message>
    <message>
        <source>Is it on, and in this network?</source>
        <translation>它是否已开启，并在此网络中？</translation>
    </message>
    <message>
        <source>Is it still there?</source>
        <translation>它还在吗？</translation>
    </message>
    <message>
        <source>Is the camera or server on, and the port right?</source>
        <translation>摄像头或服务器是否已开启，端口是否正确？</translation>
    </message>
    <message>
        <source>It may be of another version than Facet.</source>
        <translation>它可能与 Facet 的版本不同。</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 1,000</source>
        <translation>LFW，不含给出的人物，录入 200 人，每人最多 5 张，门槛对应 1000 个陌生人中 1 个</translation>
    </message>
    <message>
        <source>LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 100</source>
        <translation>LFW，不含给出的人物，录入 200 人，每人最多 5 张，门槛对应 100 个陌生人中 1 个</translation>
    </message>
    <message>
        <source>MP4, MOV, MKV, WebM, AVI and animated GIF can be played.</source>
        <translation>可播放 MP4、MOV、MKV、WebM、AVI 和 GIF 动画。</translation>
    </message>
    <message>
        <source>Make it first.</source>
        <translation>请先创建它。</translation>
    </message>
    <message>
        <source>Make it smaller first.</source>
        <translation>请先将其缩小。</translation>
    </message>
    <message>
        <source>Make room or set XDG_CACHE_HOME to another folder.</source>
        <translation>请腾出空间，或将 XDG_CACHE_HOME 设为其他文件夹。</translation>
    </message>
    <message>
        <source>Models for Facet end in .onnx.</source>
        <translation>Facet 的模型以 .onnx 结尾。</translation>
    </message>
    <message>
        <source>Nobody is enrolled without a picture.</source>
        <translation>没有图像就无法录入人物。</translation>
    </message>
    <message>
        <source>Nobody is enrolled yet.</source>
        <translation>还没有录入任何人。</translation>
    </message>
    <message>
        <source>Nobody was merged into {0}.</source>
        <translation>没有人曾合并到 {0}。</translation>
    </message>
    <message>
        <source>Nothing is known of strangers under this embedding model ({0}).</source>
        <translation>在此特征向量模型（{0}）下没有陌生人的数据。</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>未作任何更改。</translation>
    </message>
    <message>
        <source>ONNX Runtime fell back to &apos;{0}&apos;</source>
        <translation>ONNX Runtime 已退回到“{0}”</translation>
    </message>
    <message>
        <source>Open it with `facet people list` first, or update the trainer.</source>
        <translation>请先用 `facet people list` 打开它，或更新训练程序。</translation>
    </message>
    <message>
        <source>Plug one in, or use the demo, a file or a stream.</source>
        <translation>请插入摄像头，或使用演示、文件或网络流。</translation>
    </message>
    <message>
        <source>Possible are demo, camera:0, a video, a photo, a folder of photos, and an http:// or rtsp:// address.</source>
        <translation>可用的有 demo、camera:0、视频、照片、照片文件夹，以及 http:// 或 rtsp:// 地址。</translation>
    </message>
    <message>
        <source>Reading the source failed unexpectedly. The log has the details.</source>
        <translation>读取来源时意外失败。详情见日志。</translation>
    </message>
    <message>
        <source>Recording failed unexpectedly. The log has the details.</source>
        <translation>录制时意外失败。详情见日志。</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>请将其重命名。</translation>
    </message>
    <message>
        <source>Rename them first.</source>
        <translation>请先将其重命名。</translation>
    </message>
    <message>
        <source>SFace (MobileFaceNet), OpenCV Zoo&apos;s published weights; compared by cosine.</source>
        <translation>SFace（MobileFaceNet），OpenCV Zoo 公布的权重；按余弦比较。</translation>
    </message>
    <message>
        <source>Subfolders are not searched.</source>
        <translation>不搜索子文件夹。</translation>
    </message>
    <message>
        <source>The figures of this training can&apos;t be read.</source>
        <translation>无法读取这次训练的指标。</translation>
    </message>
    <message>
        <source>The file may be damaged.</source>
        <translation>文件可能已损坏。</translation>
    </message>
    <message>
        <source>The picture can&apos;t be recorded here.</source>
        <translation>无法在此录制图像。</translation>
    </message>
    <message>
        <source>The picture of the recording {0} can&apos;t be deleted ({1}).</source>
        <translation>无法删除录制 {0} 的图像（{1}）。</translation>
    </message>
    <message>
        <source>The picture of this recording can&apos;t be read ({0}).</source>
        <translation>无法读取这条录制的图像（{0}）。</translation>
    </message>
    <message>
        <source>The provider &apos;{0}&apos; can&apos;t be used: {1}.</source>
        <translation>无法使用执行后端“{0}”：{1}。</translation>
    </message>
    <message>
        <source>The recording can&apos;t be written ({0}).</source>
        <translation>无法写入录制（{0}）。</translation>
    </message>
    <message>
        <source>The recording {0} can&apos;t be used: {1}.</source>
        <translation>无法使用录制 {0}：{1}。</translation>
    </message>
    <message>
        <source>The trainer is not part of this program: it needs a Python of its own.</source>
        <translation>训练程序不属于本程序：它需要单独的 Python。</translation>
    </message>
    <message>
        <source>The trainer of {0} is of another version than Facet.</source>
        <translation>{0} 的训练程序与 Facet 版本不同。</translation>
    </message>
    <message>
        <source>The training can&apos;t be kept in {0} ({1}).</source>
        <translation>无法将训练保存在 {0} 中（{1}）。</translation>
    </message>
    <message>
        <source>There is no Python at {0}.</source>
        <translation>{0} 处没有 Python。</translation>
    </message>
    <message>
        <source>There is no Python in {0}.</source>
        <translation>{0} 中没有 Python。</translation>
    </message>
    <message>
        <source>There is no detector &apos;{0}&apos;.</source>
        <translation>没有检测器“{0}”。</translation>
    </message>
    <message>
        <source>There is no head to export.</source>
        <translation>没有可导出的分类头。</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to pull.</source>
        <translation>没有可拉取的模型“{0}”。</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos; to tell people apart.</source>
        <translation>没有用于分辨人物的模型“{0}”。</translation>
    </message>
    <message>
        <source>There is no model for &apos;{0}&apos;.</source>
        <translation>没有用于“{0}”的模型。</translation>
    </message>
    <message>
        <source>There is no picture in this recording, so it can&apos;t run again.</source>
        <translation>这条录制中没有图像，因此无法重新运行。</translation>
    </message>
    <message>
        <source>There is no picture in this recording.</source>
        <translation>这条录制中没有图像。</translation>
    </message>
    <message>
        <source>There is no provider &apos;{0}&apos;.</source>
        <translation>没有执行后端“{0}”。</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>There is {0} in the gallery.</source>
        <translation>人脸库中{0}。</translation>
    </message>
    <message>
        <source>They hold until Facet closes. Make the folder writable to keep them.</source>
        <translation>它们在 Facet 关闭前有效。若要保留，请将文件夹设为可写。</translation>
    </message>
    <message>
        <source>They may have been moved already.</source>
        <translation>它们可能已被移走。</translation>
    </message>
    <message>
        <source>This can&apos;t be undone yet: who got the pictures was merged into somebody since.</source>
        <translation>目前无法撤销：接收这些图像的人此后已合并到其他人。</translation>
    </message>
    <message>
        <source>This is undone already.</source>
        <translation>此操作已经撤销。</translation>
    </message>
    <message>
        <source>This picture is no longer in the gallery.</source>
        <translation>这张图像已不在人脸库中。</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>请稍后重试。</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <source>Try http:// in your own network.</source>
        <translation>在自己的网络中请尝试 http://。</translation>
    </message>
    <message>
        <source>Turn on “Keep the picture” in the settings before recording.</source>
        <translation>请在录制前到设置中开启“保存图像”。</translation>
    </message>
    <message>
        <source>Undo that first.</source>
        <translation>请先撤销该操作。</translation>
    </message>
    <message>
        <source>Unknown: {0}. {1} has {2}; {3} is needed.</source>
        <translation>未知：{0}。与 {1} 的相似度为 {2}；需达到 {3}。</translation>
    </message>
    <message>
        <source>Update Facet.</source>
        <translation>请更新 Facet。</translation>
    </message>
    <message>
        <source>Update Facet; the file was not touched.</source>
        <translation>请更新 Facet；文件未被改动。</translation>
    </message>
    <message>
        <source>Use .mp4.</source>
        <translation>请使用 .mp4。</translation>
    </message>
    <message>
        <source>What the trainer found in the folder can&apos;t be read.</source>
        <translation>无法读取训练程序在文件夹中找到的内容。</translation>
    </message>
    <message>
        <source>What was there before is kept.</source>
        <translation>原有内容会保留。</translation>
    </message>
    <message>
        <source>Write it as http://host/path.</source>
        <translation>请写成 http://host/path。</translation>
    </message>
    <message>
        <source>Write it in letters.</source>
        <translation>请用字母书写。</translation>
    </message>
    <message>
        <source>Write them into the address: http://user:password@host/</source>
        <translation>请写入地址中：http://user:password@host/</translation>
    </message>
    <message>
        <source>Your settings at {0} could not be read ({1}); defaults are used.</source>
        <translation>无法读取 {0} 中的设置（{1}）；将使用默认值。</translation>
    </message>
    <message>
        <source>Your settings could not be saved to {0}: {1}.</source>
        <translation>无法将设置保存到 {0}：{1}。</translation>
    </message>
    <message>
        <source>Your settings {0}, and the file could not be set aside ({1}); defaults are used. Move {2} away to keep it.</source>
        <translation>设置文件{0}，且无法将其搁置（{1}）；将使用默认值。若要保留，请移走 {2}。</translation>
    </message>
    <message>
        <source>Your settings {0}. Facet starts with defaults; the old file is kept as {1}.</source>
        <translation>设置文件{0}。Facet 以默认值启动；旧文件保留为 {1}。</translation>
    </message>
    <message>
        <source>`facet doctor` lists the models at hand and where they are looked for.</source>
        <translation>`facet doctor` 列出可用的模型及其查找位置。</translation>
    </message>
    <message>
        <source>`facet models pull sface` brings one.</source>
        <translation>`facet models pull sface` 可获取一个。</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it anew.</source>
        <translation>`facet models pull yunet` 可重新获取。</translation>
    </message>
    <message>
        <source>`facet models pull yunet` brings it.</source>
        <translation>`facet models pull yunet` 可获取。</translation>
    </message>
    <message>
        <source>`facet people add NAME PHOTO…` makes one.</source>
        <translation>`facet people add NAME PHOTO…` 可创建一个。</translation>
    </message>
    <message>
        <source>`facet people list --gallery DIR` says whether there is one.</source>
        <translation>`facet people list --gallery DIR` 可查看是否有人脸库。</translation>
    </message>
    <message>
        <source>`facet people list` names everyone.</source>
        <translation>`facet people list` 列出所有人。</translation>
    </message>
    <message>
        <source>`facet people verify` names what is damaged.</source>
        <translation>`facet people verify` 列出损坏的内容。</translation>
    </message>
    <message>
        <source>a line that is too long</source>
        <translation>有一行太长</translation>
    </message>
    <message>
        <source>a newer Facet made it</source>
        <translation>由更新版本的 Facet 制作</translation>
    </message>
    <message>
        <source>a newer Facet wrote this archive</source>
        <translation>此归档由更新版本的 Facet 写入</translation>
    </message>
    <message>
        <source>a newer Facet wrote this gallery (form {0}, this one knows {1})</source>
        <translation>此人脸库由更新版本的 Facet 写入（格式 {0}，本版本支持 {1}）</translation>
    </message>
    <message>
        <source>a picture can&apos;t be written as &apos;{0}&apos;</source>
        <translation>无法将图像写为“{0}”</translation>
    </message>
    <message>
        <source>a picture in the gallery is damaged</source>
        <translation>人脸库中有一张图像已损坏</translation>
    </message>
    <message>
        <source>a picture that is too large</source>
        <translation>有一张图像太大</translation>
    </message>
    <message>
        <source>a picture with too many headers</source>
        <translation>有一张图像的文件头过多</translation>
    </message>
    <message>
        <source>a row of &apos;{0}&apos; belongs to nobody</source>
        <translation>“{0}”中有一行不属于任何人</translation>
    </message>
    <message>
        <source>an embedding answers no question by itself</source>
        <translation>特征向量本身不回答任何问题</translation>
    </message>
    <message>
        <source>an embedding is damaged</source>
        <translation>有一个特征向量已损坏</translation>
    </message>
    <message>
        <source>another face</source>
        <translation>另一张人脸</translation>
    </message>
    <message>
        <source>as published; OpenCV Zoo does not say</source>
        <translation>与发布时相同；OpenCV Zoo 未说明</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>could not be read as text</source>
        <translation>无法作为文本读取</translation>
    </message>
    <message>
        <source>could not be understood</source>
        <translation>无法理解</translation>
    </message>
    <message>
        <source>erase everyone</source>
        <translation>彻底删除所有人</translation>
    </message>
    <message>
        <source>hold a value that can&apos;t be used ({0})</source>
        <translation>含有无法使用的值（{0}）</translation>
    </message>
    <message>
        <source>hold still</source>
        <translation>请保持不动</translation>
    </message>
    <message>
        <source>Licence of the weights: {0}</source>
        <translation>权重许可证：{0}</translation>
    </message>
    <message>
        <source>1 channel: its colour is grey</source>
        <translation>1 个通道：其颜色为灰度</translation>
    </message>
    <message>
        <source>3 channels: its colour is not grey</source>
        <translation>3 个通道：其颜色不是灰度</translation>
    </message>
    <message>
        <source>Choose the pictures once more.</source>
        <translation>请重新选择图像。</translation>
    </message>
    <message>
        <source>Comes from {0}.</source>
        <translation>出自 {0}。</translation>
    </message>
    <message>
        <source>Download the file and open it here.</source>
        <translation>请下载该文件，再在此处打开。</translation>
    </message>
    <message>
        <source>Export it again for inference, with a free batch size.</source>
        <translation>请重新导出用于推理的版本，且不限定批次大小。</translation>
    </message>
    <message>
        <source>Export it as ONNX again.</source>
        <translation>请重新导出为 ONNX。</translation>
    </message>
    <message>
        <source>Facet feeds one picture of 1 or 3 channels, and takes one row of numbers.</source>
        <translation>Facet 输入一张 1 或 3 通道的图像，并接收一行数值。</translation>
    </message>
    <message>
        <source>Files up to 1.9 GB can be.</source>
        <translation>不超过 1.9 GB 的文件可以改写。</translation>
    </message>
    <message>
        <source>Fine-tune again: it learns those who are there now.</source>
        <translation>请重新微调：它会学习现在库中的人。</translation>
    </message>
    <message>
        <source>Get the file again from where it came, or choose another one. A model that you trained is written again by `facet-train export`.</source>
        <translation>请从来源重新获取该文件，或选择其他文件。自己训练的模型可用 `facet-train export` 重新写出。</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean is of three colours, and the network takes grey.</source>
        <translation>ImageNet 的均值是三种颜色的，而该网络接受灰度图像。</translation>
    </message>
    <message>
        <source>Move it to {0}.</source>
        <translation>请把它移到 {0}。</translation>
    </message>
    <message>
        <source>Name the face or add the pictures once more.</source>
        <translation>请重新为人脸命名或添加图像。</translation>
    </message>
    <message>
        <source>One label a line, or JSON: [&quot;cat&quot;, &quot;dog&quot;] or {&quot;0&quot;: &quot;cat&quot;}.</source>
        <translation>每行一个标签，或 JSON：[&quot;cat&quot;, &quot;dog&quot;] 或 {&quot;0&quot;: &quot;cat&quot;}。</translation>
    </message>
    <message>
        <source>Somebody, or a picture, was erased while the head was fitted: it was not kept.</source>
        <translation>拟合分类头期间，有人或图像被彻底删除：该分类头未保留。</translation>
    </message>
    <message>
        <source>Start the training again.</source>
        <translation>请重新开始训练。</translation>
    </message>
    <message>
        <source>The card&apos;s field &apos;{0}&apos; doesn&apos;t fit: {1}.</source>
        <translation>模型卡的字段“{0}”不合适：{1}。</translation>
    </message>
    <message>
        <source>The network takes bytes: its pixels are not scaled before it.</source>
        <translation>该网络接受字节：像素不会事先缩放。</translation>
    </message>
    <message>
        <source>The network takes {0}.</source>
        <translation>该网络接受 {0}。</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>没有可重做的操作。</translation>
    </message>
    <message>
        <source>WIDER FACE, the 99 faces of 30 pixels or more in 113 pictures of crowds</source>
        <translation>WIDER FACE，113 张人群图像中 30 像素及以上的 99 张人脸</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: its pictures were erased.</source>
        <translation>无法重做已撤销的操作：其图像已彻底删除。</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: something else was changed since.</source>
        <translation>无法重做已撤销的操作：此后又作了其他更改。</translation>
    </message>
    <message>
        <source>What was undone can&apos;t be done again: the new name was erased.</source>
        <translation>无法重做已撤销的操作：新名字已彻底删除。</translation>
    </message>
    <message>
        <source>faces found</source>
        <translation>找到的人脸</translation>
    </message>
    <message>
        <source>faces found by Haar</source>
        <translation>Haar 找到的人脸</translation>
    </message>
    <message>
        <source>had from</source>
        <translation>获取自</translation>
    </message>
    <message>
        <source>it answers otherwise for two pictures than for each by itself</source>
        <translation>它对两张图像一起给出的结果与分别给出的不同</translation>
    </message>
    <message>
        <source>it answers with an error ({0})</source>
        <translation>它返回错误（{0}）</translation>
    </message>
    <message>
        <source>it answers {0}</source>
        <translation>它返回 {0}</translation>
    </message>
    <message>
        <source>it answers {0} numbers for a picture, not one row</source>
        <translation>它对一张图像返回 {0} 个数值，而不是一行</translation>
    </message>
    <message>
        <source>it asks for a user name and password</source>
        <translation>它要求用户名和密码</translation>
    </message>
    <message>
        <source>it can&apos;t be opened; another program may be using it</source>
        <translation>无法打开；可能有其他程序正在使用</translation>
    </message>
    <message>
        <source>it can&apos;t be reached</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>it can&apos;t be reached ({0})</source>
        <translation>无法连接（{0}）</translation>
    </message>
    <message>
        <source>it can&apos;t be read ({0})</source>
        <translation>无法读取（{0}）</translation>
    </message>
    <message>
        <source>it can&apos;t be read any more</source>
        <translation>已无法再读取</translation>
    </message>
    <message>
        <source>it can&apos;t be written ({0})</source>
        <translation>无法写入（{0}）</translation>
    </message>
    <message>
        <source>it could not be copied ({0})</source>
        <translation>无法复制（{0}）</translation>
    </message>
    <message>
        <source>it could not be put back ({0})</source>
        <translation>无法放回（{0}）</translation>
    </message>
    <message>
        <source>it could not be removed ({0})</source>
        <translation>无法移除（{0}）</translation>
    </message>
    <message>
        <source>it could not be written ({0})</source>
        <translation>无法写入（{0}）</translation>
    </message>
    <message>
        <source>it does not accept this user name and password</source>
        <translation>它不接受此用户名和密码</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>it does not answer as a web server does</source>
        <translation>它的响应不像网络服务器</translation>
    </message>
    <message>
        <source>it does not answer with floats</source>
        <translation>它返回的不是浮点数</translation>
    </message>
    <message>
        <source>it does not run on a picture of {0} × {1}</source>
        <translation>它无法在 {0} × {1} 的图像上运行</translation>
    </message>
    <message>
        <source>it does not say where a face&apos;s points are</source>
        <translation>它没有给出人脸关键点的位置</translation>
    </message>
    <message>
        <source>it ended with {0}</source>
        <translation>它以 {0} 结束</translation>
    </message>
    <message>
        <source>it gives no pictures any more</source>
        <translation>它不再提供图像</translation>
    </message>
    <message>
        <source>it has {0} inputs and {1} outputs, not one of each</source>
        <translation>它有 {0} 个输入和 {1} 个输出，而不是各一个</translation>
    </message>
    <message>
        <source>it holds sound and no picture</source>
        <translation>它只有声音，没有图像</translation>
    </message>
    <message>
        <source>it is a device or pipe</source>
        <translation>它是设备或管道</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是文件夹</translation>
    </message>
    <message>
        <source>it is a folder and no video</source>
        <translation>它是文件夹，不是视频</translation>
    </message>
    <message>
        <source>it is a photo and no video</source>
        <translation>它是照片，不是视频</translation>
    </message>
    <message>
        <source>it is a text and no video</source>
        <translation>它是文本，不是视频</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>它不是文本</translation>
    </message>
    <message>
        <source>it is no valid JSON</source>
        <translation>它不是有效的 JSON</translation>
    </message>
    <message>
        <source>it is no video that can be played</source>
        <translation>它不是可播放的视频</translation>
    </message>
    <message>
        <source>it is no whole archive ({0})</source>
        <translation>它不是完整的归档（{0}）</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>它不是文件</translation>
    </message>
    <message>
        <source>it is not a model that ONNX Runtime can run</source>
        <translation>它不是 ONNX Runtime 能运行的模型</translation>
    </message>
    <message>
        <source>it is not a model that OpenCV can run</source>
        <translation>它不是 OpenCV 能运行的模型</translation>
    </message>
    <message>
        <source>it is not a picture that Facet can read</source>
        <translation>它不是 Facet 能读取的图像</translation>
    </message>
    <message>
        <source>it is not an ONNX file</source>
        <translation>它不是 ONNX 文件</translation>
    </message>
    <message>
        <source>it is not the SFace network that was published</source>
        <translation>它不是公布的 SFace 网络</translation>
    </message>
    <message>
        <source>it is too busy (503)</source>
        <translation>它太忙 (503)</translation>
    </message>
    <message>
        <source>it is too large for a list of labels</source>
        <translation>它太大，不像标签列表</translation>
    </message>
    <message>
        <source>it is too large to be rewritten</source>
        <translation>它太大，无法改写</translation>
    </message>
    <message>
        <source>it is write-protected</source>
        <translation>它有写保护</translation>
    </message>
    <message>
        <source>it names a file on another machine</source>
        <translation>它指向另一台计算机上的文件</translation>
    </message>
    <message>
        <source>it refuses access (403)</source>
        <translation>它拒绝访问 (403)</translation>
    </message>
    <message>
        <source>it sends &apos;{0}&apos; and no JPEG pictures</source>
        <translation>它发送的是“{0}”，不是 JPEG 图像</translation>
    </message>
    <message>
        <source>it sends nothing that can be decoded</source>
        <translation>它发送的内容无法解码</translation>
    </message>
    <message>
        <source>it sends {0}</source>
        <translation>它发送的是 {0}</translation>
    </message>
    <message>
        <source>it takes one picture at a time and no batch</source>
        <translation>它一次只接受一张图像，不支持批次</translation>
    </message>
    <message>
        <source>it takes pictures of {0} × {1}</source>
        <translation>它接受 {0} × {1} 的图像</translation>
    </message>
    <message>
        <source>it takes {0}, neither floats nor bytes</source>
        <translation>它接受 {0}，既不是浮点数也不是字节</translation>
    </message>
    <message>
        <source>it took longer than {0} s</source>
        <translation>用时超过 {0} 秒</translation>
    </message>
    <message>
        <source>it was closed at once</source>
        <translation>它随即被关闭</translation>
    </message>
    <message>
        <source>it was closed while it was being opened</source>
        <translation>它在打开过程中被关闭</translation>
    </message>
    <message>
        <source>it was stopped</source>
        <translation>它已被停止</translation>
    </message>
    <message>
        <source>it was unplugged</source>
        <translation>它已被拔下</translation>
    </message>
    <message>
        <source>its answers are missing</source>
        <translation>缺少其结果</translation>
    </message>
    <message>
        <source>its archive has no readable {0}</source>
        <translation>其归档中没有可读取的 {0}</translation>
    </message>
    <message>
        <source>its certificate is not trusted</source>
        <translation>其证书不受信任</translation>
    </message>
    <message>
        <source>its file is damaged ({0})</source>
        <translation>其文件已损坏（{0}）</translation>
    </message>
    <message>
        <source>its index can&apos;t be understood</source>
        <translation>无法理解其索引</translation>
    </message>
    <message>
        <source>its index has a value that can&apos;t be used ({0})</source>
        <translation>其索引含有无法使用的值（{0}）</translation>
    </message>
    <message>
        <source>its input has {0} dimensions, not the four of pictures</source>
        <translation>其输入有 {0} 个维度，而不是图像的四个维度</translation>
    </message>
    <message>
        <source>its input of {0} does not say where the colours stand</source>
        <translation>其输入 {0} 没有说明颜色所在的维度</translation>
    </message>
    <message>
        <source>its name is not valid UTF-8</source>
        <translation>其名称不是有效的 UTF-8</translation>
    </message>
    <message>
        <source>its pages contradict each other</source>
        <translation>其各页相互矛盾</translation>
    </message>
    <message>
        <source>its picture can&apos;t be read ({0})</source>
        <translation>无法读取其图像（{0}）</translation>
    </message>
    <message>
        <source>its picture is missing or damaged</source>
        <translation>其图像缺失或已损坏</translation>
    </message>
    <message>
        <source>its table goes neither from numbers to labels nor back</source>
        <translation>其表格既不是从编号到标签，也不是从标签到编号</translation>
    </message>
    <message>
        <source>known already</source>
        <translation>已经认识</translation>
    </message>
    <message>
        <source>known named rightly</source>
        <translation>认识的人命名正确</translation>
    </message>
    <message>
        <source>like two people alike</source>
        <translation>与两个人同样相似</translation>
    </message>
    <message>
        <source>looking again</source>
        <translation>正在再次确认</translation>
    </message>
    <message>
        <source>marked as not {0}</source>
        <translation>已标为不是 {0}</translation>
    </message>
    <message>
        <source>marked as somebody else</source>
        <translation>已标为别人</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无结果</translation>
    </message>
    <message>
        <source>no boundary between its pictures</source>
        <translation>其图像之间没有分界</translation>
    </message>
    <message>
        <source>no embedding: {0}</source>
        <translation>没有特征向量：{0}</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>没有人脸</translation>
    </message>
    <message>
        <source>no machine of this name is known</source>
        <translation>找不到此名称的计算机</translation>
    </message>
    <message>
        <source>no package index that pip can reach has it</source>
        <translation>pip 能访问的软件包索引中都没有它</translation>
    </message>
    <message>
        <source>no person with number {0}</source>
        <translation>没有编号为 {0} 的人</translation>
    </message>
    <message>
        <source>no picture came for {0} s</source>
        <translation>已有 {0} 秒没有收到图像</translation>
    </message>
    <message>
        <source>no picture came within {0} s</source>
        <translation>{0} 秒内没有收到图像</translation>
    </message>
    <message>
        <source>no picture comes any more</source>
        <translation>不再收到图像</translation>
    </message>
    <message>
        <source>no picture in it can be decoded</source>
        <translation>其中没有可解码的图像</translation>
    </message>
    <message>
        <source>no smile</source>
        <translation>没有微笑</translation>
    </message>
    <message>
        <source>no usable GPU was found</source>
        <translation>未找到可用的 GPU</translation>
    </message>
    <message>
        <source>no video can be played from it</source>
        <translation>无法从中播放视频</translation>
    </message>
    <message>
        <source>nobody called &apos;{0}&apos;</source>
        <translation>没有名为“{0}”的人</translation>
    </message>
    <message>
        <source>nobody is enrolled</source>
        <translation>没有录入任何人</translation>
    </message>
    <message>
        <source>none is named</source>
        <translation>未指定</translation>
    </message>
    <message>
        <source>none of its {0} photos can be read; of {1}: {2}</source>
        <translation>其 {0} 张照片都无法读取；{1}：{2}</translation>
    </message>
    <message>
        <source>not like anybody enough</source>
        <translation>与任何人都不够相似</translation>
    </message>
    <message>
        <source>not like {0} enough</source>
        <translation>与 {0} 不够相似</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>尚未查看</translation>
    </message>
    <message>
        <source>not seen well enough</source>
        <translation>看得不够清楚</translation>
    </message>
    <message>
        <source>not taken: almost the same picture was taken already</source>
        <translation>未拍摄：已经拍过几乎相同的图像</translation>
    </message>
    <message>
        <source>not taken: it is there already, or almost the same picture</source>
        <translation>未采用：已有该图像，或有几乎相同的图像</translation>
    </message>
    <message>
        <source>not taken: no face was found</source>
        <translation>未拍摄：没有找到人脸</translation>
    </message>
    <message>
        <source>not taken: the face is too small ({0} pixels)</source>
        <translation>未拍摄：人脸太小（{0} 像素）</translation>
    </message>
    <message>
        <source>one input and one output, not {0} and {1}</source>
        <translation>应为一个输入和一个输出，而不是 {0} 和 {1}</translation>
    </message>
    <message>
        <source>out of focus</source>
        <translation>未对焦</translation>
    </message>
    <message>
        <source>picture {0} is damaged</source>
        <translation>图像 {0} 已损坏</translation>
    </message>
    <message>
        <source>pip can&apos;t be started</source>
        <translation>无法启动 pip</translation>
    </message>
    <message>
        <source>pip took longer than {0} s</source>
        <translation>pip 用时超过 {0} 秒</translation>
    </message>
    <message>
        <source>points answer no question by themselves</source>
        <translation>关键点本身不回答任何问题</translation>
    </message>
    <message>
        <source>published by</source>
        <translation>发布者</translation>
    </message>
    <message>
        <source>published sha256</source>
        <translation>公布的 sha256</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>source code</source>
        <translation>源代码</translation>
    </message>
    <message>
        <source>standard output</source>
        <translation>标准输出</translation>
    </message>
    <message>
        <source>strangers named</source>
        <translation>陌生人被命名</translation>
    </message>
    <message>
        <source>the NVIDIA driver ({0}) is not installed</source>
        <translation>未安装 NVIDIA 驱动程序（{0}）</translation>
    </message>
    <message>
        <source>the card says {0}, the network {1}</source>
        <translation>模型卡上是 {0}，网络是 {1}</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>连接已中断</translation>
    </message>
    <message>
        <source>the connection broke before its end</source>
        <translation>连接在结束前中断</translation>
    </message>
    <message>
        <source>the connection is refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>the face is too small ({0} of {1} pixels)</source>
        <translation>人脸太小（{0} 像素，需要 {1} 像素）</translation>
    </message>
    <message>
        <source>the file holds none</source>
        <translation>文件中没有</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>文件为空</translation>
    </message>
    <message>
        <source>the file: {0}</source>
        <translation>文件：{0}</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be opened ({0})</source>
        <translation>无法打开人脸库（{0}）</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be read ({0})</source>
        <translation>无法读取人脸库（{0}）</translation>
    </message>
    <message>
        <source>the gallery can&apos;t be used now ({0})</source>
        <translation>目前无法使用人脸库（{0}）</translation>
    </message>
    <message>
        <source>the gallery has form {0}, not {1}</source>
        <translation>人脸库的格式是 {0}，不是 {1}</translation>
    </message>
    <message>
        <source>the gallery is damaged ({0}); nothing was changed</source>
        <translation>人脸库已损坏（{0}）；未作任何更改</translation>
    </message>
    <message>
        <source>the journal is being read</source>
        <translation>数据库日志正在被读取</translation>
    </message>
    <message>
        <source>the largest of {0} faces</source>
        <translation>{0} 张人脸中最大的一张</translation>
    </message>
    <message>
        <source>the list of its pictures is at the end of the file, and this server can&apos;t jump there</source>
        <translation>其图像列表在文件末尾，而此服务器无法跳转到那里</translation>
    </message>
    <message>
        <source>the name was another a moment ago</source>
        <translation>刚才还是另一个名字</translation>
    </message>
    <message>
        <source>the network takes a fixed number of faces, not a batch of any size</source>
        <translation>该网络只接受固定数量的人脸，不支持任意大小的批次</translation>
    </message>
    <message>
        <source>the numbers of picture {0} are damaged</source>
        <translation>图像 {0} 的数值已损坏</translation>
    </message>
    <message>
        <source>the package index gave something else than one archive</source>
        <translation>软件包索引返回的不是单个归档</translation>
    </message>
    <message>
        <source>the path is not valid</source>
        <translation>路径无效</translation>
    </message>
    <message>
        <source>the picture claims more than {0} million pixels</source>
        <translation>图像声称超过 {0} 百万像素</translation>
    </message>
    <message>
        <source>the picture is damaged ({0})</source>
        <translation>图像已损坏（{0}）</translation>
    </message>
    <message>
        <source>the picture {0} is damaged</source>
        <translation>图像 {0} 已损坏</translation>
    </message>
    <message>
        <source>the picture {0} was changed</source>
        <translation>图像 {0} 已被更改</translation>
    </message>
    <message>
        <source>the same model is here already, as {0}</source>
        <translation>相同的模型已经存在，名为 {0}</translation>
    </message>
    <message>
        <source>the stream has ended</source>
        <translation>网络流已结束</translation>
    </message>
    <message>
        <source>the video is cut off: its index is missing</source>
        <translation>视频被截断：缺少其索引</translation>
    </message>
    <message>
        <source>the whole file</source>
        <translation>整个文件</translation>
    </message>
    <message>
        <source>there is no camera</source>
        <translation>没有摄像头</translation>
    </message>
    <message>
        <source>there is no gallery here</source>
        <translation>这里没有人脸库</translation>
    </message>
    <message>
        <source>there is no photo in this folder</source>
        <translation>此文件夹中没有照片</translation>
    </message>
    <message>
        <source>there is no pip here to fetch it with</source>
        <translation>这里没有可用来获取它的 pip</translation>
    </message>
    <message>
        <source>there is no such camera</source>
        <translation>没有这个摄像头</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>there is no such user here</source>
        <translation>这里没有这个用户</translation>
    </message>
    <message>
        <source>there is nothing at this address (404)</source>
        <translation>此地址没有内容 (404)</translation>
    </message>
    <message>
        <source>this build of ONNX Runtime does not have it</source>
        <translation>此 ONNX Runtime 版本不包含它</translation>
    </message>
    <message>
        <source>this is no gallery of Facet&apos;s</source>
        <translation>这不是 Facet 的人脸库</translation>
    </message>
    <message>
        <source>this is no recording of Facet&apos;s</source>
        <translation>这不是 Facet 的录制</translation>
    </message>
    <message>
        <source>this is not a gallery of Facet&apos;s</source>
        <translation>这不是 Facet 的人脸库</translation>
    </message>
    <message>
        <source>this is not an address</source>
        <translation>这不是地址</translation>
    </message>
    <message>
        <source>too bright</source>
        <translation>太亮</translation>
    </message>
    <message>
        <source>too dark</source>
        <translation>太暗</translation>
    </message>
    <message>
        <source>too little contrast</source>
        <translation>对比度太低</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>太小</translation>
    </message>
    <message>
        <source>turned away</source>
        <translation>转开了</translation>
    </message>
    <message>
        <source>unlike the other pictures ({0})</source>
        <translation>与其他图像不相似（{0}）</translation>
    </message>
    <message>
        <source>weights under Apache-2.0</source>
        <translation>权重采用 Apache-2.0</translation>
    </message>
    <message>
        <source>were written by a newer Facet</source>
        <translation>由更新版本的 Facet 写入</translation>
    </message>
    <message>
        <source>what it gives is larger than what was published</source>
        <translation>它给出的内容大于公布的大小</translation>
    </message>
    <message>
        <source>what it holds is larger than what was published</source>
        <translation>其内容大于公布的大小</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten ({0})</source>
        <translation>已删除的内容尚未被覆盖（{0}）</translation>
    </message>
    <message>
        <source>what was deleted is not yet overwritten, the file is in use ({0})</source>
        <translation>已删除的内容尚未被覆盖，文件正在使用中（{0}）</translation>
    </message>
    <message>
        <source>what was there</source>
        <translation>原有内容</translation>
    </message>
    <message>
        <source>with its card it does not run, {0}: {1}</source>
        <translation>带上模型卡后无法运行，{0}：{1}</translation>
    </message>
    <message>
        <source>you may not read it</source>
        <translation>没有读取权限</translation>
    </message>
    <message>
        <source>you may not use {0}</source>
        <translation>没有使用 {0} 的权限</translation>
    </message>
    <message>
        <source>you said so</source>
        <translation>由用户指定</translation>
    </message>
    <message>
        <source>{0} answers differently from the CPU</source>
        <translation>{0} 的结果与 CPU 不同</translation>
    </message>
    <message>
        <source>{0} can&apos;t be deleted ({1}).</source>
        <translation>无法删除 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} can&apos;t be put back ({1}).</source>
        <translation>无法放回 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} can&apos;t be removed ({1}).</source>
        <translation>无法移除 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} can&apos;t be run ({1}).</source>
        <translation>无法运行 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} can&apos;t be used: {1}.</source>
        <translation>无法使用 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} can&apos;t be written ({1}).</source>
        <translation>无法写入 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} could not be pulled: {1}.</source>
        <translation>无法拉取 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} could not start</source>
        <translation>{0} 无法启动</translation>
    </message>
    <message>
        <source>{0} does not answer as a Python does.</source>
        <translation>{0} 的响应不像 Python。</translation>
    </message>
    <message>
        <source>{0} gave no answer within {1} seconds.</source>
        <translation>{0} 在 {1} 秒内没有响应。</translation>
    </message>
    <message>
        <source>{0} has no trainer.</source>
        <translation>{0} 没有训练程序。</translation>
    </message>
    <message>
        <source>{0} has the trainer, but not all it needs: {1}.</source>
        <translation>{0} 有训练程序，但缺少所需的内容：{1}。</translation>
    </message>
    <message>
        <source>{0} is not the published file: its sha256 differs</source>
        <translation>{0} 不是公布的文件：其 sha256 不同</translation>
    </message>
    <message>
        <source>{0} is not there</source>
        <translation>{0} 不存在</translation>
    </message>
    <message>
        <source>{0} is not what Facet makes of {1}</source>
        <translation>{0} 不是 Facet 由 {1} 生成的内容</translation>
    </message>
    <message>
        <source>{0} to {1} pixels can be fed.</source>
        <translation>可输入 {0} 至 {1} 像素。</translation>
    </message>
    <message>
        <source>{0}, 3 false finds of that size</source>
        <translation>{0}，该尺寸的误检共 3 处</translation>
    </message>
    <message>
        <source>{0}, at most 1 find in 20 false, of any size</source>
        <translation>{0}，任意尺寸，每 20 处检出中最多 1 处误检</translation>
    </message>
    <message>
        <source>{0}, which Facet makes of it, is not there</source>
        <translation>Facet 由其生成的 {0} 不存在</translation>
    </message>
    <message>
        <source>{0}: &apos;{1}&apos; is no video that Facet writes.</source>
        <translation>{0}：“{1}”不是 Facet 能写入的视频格式。</translation>
    </message>
    <message>
        <source>{0}: OpenCV can&apos;t write to a path that is not valid text.</source>
        <translation>{0}：OpenCV 无法写入非有效文本的路径。</translation>
    </message>
    <message>
        <source>{0}: a newer Facet wrote this.</source>
        <translation>{0}：由更新版本的 Facet 写入。</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be deleted ({1}).</source>
        <translation>{0}：无法删除（{1}）。</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be removed ({1}).</source>
        <translation>{0}：无法移除（{1}）。</translation>
    </message>
    <message>
        <source>{0}: it can&apos;t be written ({1}).</source>
        <translation>{0}：无法写入（{1}）。</translation>
    </message>
    <message>
        <source>{0}: it is not the file that was published, the sha256 differs.</source>
        <translation>{0}：它不是公布的文件，sha256 不同。</translation>
    </message>
    <message>
        <source>{0}: its file is not the published one, the sha256 differs</source>
        <translation>{0}：其文件不是公布的文件，sha256 不同</translation>
    </message>
    <message>
        <source>{0}: nothing can be recorded there ({1}).</source>
        <translation>{0}：无法在该处录制（{1}）。</translation>
    </message>
    <message>
        <source>{0}: such a video can&apos;t be encoded here.</source>
        <translation>{0}：此处无法编码这种视频。</translation>
    </message>
    <message>
        <source>{0}: the face cascade can&apos;t be loaded.</source>
        <translation>{0}：无法加载人脸级联分类器。</translation>
    </message>
    <message>
        <source>{0}: the model is refused, {1}: {2}.</source>
        <translation>{0}：模型被拒绝，{1}：{2}。</translation>
    </message>
    <message>
        <source>{0}: the model is refused: {1}.</source>
        <translation>{0}：模型被拒绝：{1}。</translation>
    </message>
    <message>
        <source>{0}: the models can&apos;t be kept there ({1}).</source>
        <translation>{0}：无法将模型保存在该处（{1}）。</translation>
    </message>
    <message>
        <source>{0}: there are too many recordings of this second.</source>
        <translation>{0}：同一秒内的录制过多。</translation>
    </message>
    <message>
        <source>{0}: there is no gallery here.</source>
        <translation>{0}：这里没有人脸库。</translation>
    </message>
    <message>
        <source>{0}: there is no such folder.</source>
        <translation>{0}：没有这个文件夹。</translation>
    </message>
    <message>
        <source>{0}: this model is not asked: it must lie in a folder of its own, as {1}.</source>
        <translation>{0}：不会询问此模型：它必须单独放在一个文件夹里，文件名为 {1}。</translation>
    </message>
    <message>
        <source>{0}: what is known of strangers can&apos;t be read.</source>
        <translation>{0}：无法读取陌生人的数据。</translation>
    </message>
    <message>
        <source>{0}: {1} (share of time)</source>
        <translation>{0}：{1}（占时间的比例）</translation>
    </message>
    <message>
        <source>{0}: {1} reaches the bar of {2}{3}.</source>
        <translation>{0}：相似度 {1} 达到门槛 {2}{3}。</translation>
    </message>
    <message>
        <source>{0}: {1}; nothing was imported.</source>
        <translation>{0}：{1}；未导入任何内容。</translation>
    </message>
    <message>
        <source>{0}{1} left out: {2}.</source>
        <translation>已略过 {0}{1}：{2}。</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to the default: %s</source>
        <translation>恢复默认值：%s</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation>图像叠加层</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>性能</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Begin with what was watched last</source>
        <translation>启动时打开上次观看的来源</translation>
    </message>
    <message>
        <source>Otherwise Facet begins with the first camera it finds.</source>
        <translation>否则 Facet 从找到的第一个摄像头开始。</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>摄像头图像尺寸</translation>
    </message>
    <message>
        <source>What cameras are asked for. Larger pictures show smaller faces, and cost more.</source>
        <translation>向摄像头请求的尺寸。图像越大，能看清越小的人脸，但开销也越大。</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>摄像头帧率</translation>
    </message>
    <message>
        <source>Pictures a second that cameras are asked for; not all can.</source>
        <translation>向摄像头请求的每秒图像数；并非所有摄像头都支持。</translation>
    </message>
    <message>
        <source>Cameras as a mirror</source>
        <translation>镜像显示摄像头画面</translation>
    </message>
    <message>
        <source>Videos begin again at their end</source>
        <translation>视频播完后从头开始</translation>
    </message>
    <message>
        <source>Otherwise a video stops at its last picture.</source>
        <translation>否则视频停在最后一张图像。</translation>
    </message>
    <message>
        <source>YuNet, from the Models page, finds more turned and small faces. Of {faces} faces in photos of crowds Haar found {haar} and YuNet {yunet}.</source>
        <translation>YuNet 可在“模型”页面获取，能找到更多侧转和较小的人脸。在人群照片的 {faces} 张人脸中，Haar 找到 {haar} 张，YuNet 找到 {yunet} 张。</translation>
    </message>
    <message>
        <source>What finds faces</source>
        <translation>查找人脸的检测器</translation>
    </message>
    <message>
        <source>1 in 100</source>
        <translation>每 100 人中 1 人</translation>
    </message>
    <message>
        <source>1 in 1,000</source>
        <translation>每 1,000 人中 1 人</translation>
    </message>
    <message>
        <source>1 in 10,000</source>
        <translation>每 10,000 人中 1 人</translation>
    </message>
    <message>
        <source>Boxes and labels</source>
        <translation>框和标签</translation>
    </message>
    <message>
        <source>All can be told apart with any colour vision; words always say the answer too.</source>
        <translation>无论何种色觉都能区分；结果也总会用文字说明。</translation>
    </message>
    <message>
        <source>Amber and blue</source>
        <translation>琥珀色和蓝色</translation>
    </message>
    <message>
        <source>Yellow and violet</source>
        <translation>黄色和紫色</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>Lines and text, also in snapshots.</source>
        <translation>线条和文字，快照中也是如此。</translation>
    </message>
    <message>
        <source>Cards beside the picture</source>
        <translation>图像旁的卡片</translation>
    </message>
    <message>
        <source>A card for each face in view.</source>
        <translation>画面中每张人脸一张卡片。</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>性能指标</translation>
    </message>
    <message>
        <source>Rates and delays, at the foot of the picture.</source>
        <translation>速率和延迟，显示在图像底部。</translation>
    </message>
    <message>
        <source>Boxes in snapshots</source>
        <translation>快照中带框</translation>
    </message>
    <message>
        <source>Snapshots are saved as they are seen; otherwise the bare picture.</source>
        <translation>快照按所见画面保存；否则只保存原始图像。</translation>
    </message>
    <message>
        <source>Models run on</source>
        <translation>模型运行于</translation>
    </message>
    <message>
        <source>Automatic takes a graphics card where one works. The Models page measures each.</source>
        <translation>“自动”会选用可用的显卡。“模型”页面会逐一测量。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Your right hand is on the right, as you are used to. Files begin as they are.</source>
        <translation>您的右手显示在右侧，与习惯一致。文件按原样开始播放。</translation>
    </message>
    <message>
        <source>What tells people apart</source>
        <translation>分辨人物的模型</translation>
    </message>
    <message>
        <source>Wrong names for strangers</source>
        <translation>陌生人被误认</translation>
    </message>
    <message>
        <source>The rarer, the more people you know stay unnamed. Once there are enough pictures, the People page says how many.</source>
        <translation>误认越少，认识的人中得不到名字的就越多。图像足够多时，“人物”页会显示有多少。</translation>
    </message>
    <message>
        <source>Drawn over the picture as you watch it; recordings keep the bare picture.</source>
        <translation>观看时画在画面上；录制保留原始画面。</translation>
    </message>
    <message>
        <source>Colours of boxes and labels</source>
        <translation>框和标签的颜色</translation>
    </message>
    <message>
        <source>Size of boxes and labels</source>
        <translation>框和标签的大小</translation>
    </message>
    <message>
        <source>Processor cores for each model</source>
        <translation>每个模型使用的处理器核心数</translation>
    </message>
    <message>
        <source>One is quickest for small models; more can help large ones.</source>
        <translation>小模型用一个核心最快；大模型用更多核心可能有帮助。</translation>
    </message>
    <message>
        <source>Power saver</source>
        <translation>省电模式</translation>
    </message>
    <message>
        <source>At most ten pictures a second. The fan stays quiet, fast motion is less smooth.</source>
        <translation>每秒最多十张图像。风扇保持安静，快速动作不够流畅。</translation>
    </message>
    <message>
        <source>Keep the picture</source>
        <translation>保存图像</translation>
    </message>
    <message>
        <source>Say what is kept before recording</source>
        <translation>录制前说明保存的内容</translation>
    </message>
    <message>
        <source>Otherwise the record key begins at once.</source>
        <translation>否则按录制键会立即开始。</translation>
    </message>
    <message>
        <source>Where new recordings lie</source>
        <translation>新录制的保存位置</translation>
    </message>
    <message>
        <source>Recordings in the other place stay there and are listed too.</source>
        <translation>另一位置的录制会留在原处，也会列出。</translation>
    </message>
    <message>
        <source>In Facet&apos;s data</source>
        <translation>Facet 的数据文件夹</translation>
    </message>
    <message>
        <source>In your videos</source>
        <translation>视频文件夹</translation>
    </message>
    <message>
        <source>Delete old recordings</source>
        <translation>删除旧录制</translation>
    </message>
    <message>
        <source>For good, whenever Facet starts. Nothing is deleted while it runs.</source>
        <translation>每次启动 Facet 时彻底删除。运行期间不会删除任何内容。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>After {days} days</source>
        <translation>{days} 天后</translation>
    </message>
    <message>
        <source>Remember what was watched</source>
        <translation>记住观看过的来源</translation>
    </message>
    <message>
        <source>For the menu of sources and the next start. Turning it off forgets all of it.</source>
        <translation>用于来源菜单和下次启动。关闭后会全部忘记。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Of the window and its messages. Counts when Facet starts again.</source>
        <translation>窗口及其消息的语言。重新启动 Facet 后生效。</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>减少动态效果</translation>
    </message>
    <message>
        <source>Bars of work without a known end stand still. Nothing else moves by itself.</source>
        <translation>无法预知何时结束的进度条保持静止。其他内容都不会自行移动。</translation>
    </message>
    <message>
        <source>Tell screen readers</source>
        <translation>通知屏幕阅读器</translation>
    </message>
    <message>
        <source>Who comes into view, that a recording begins or ends, and what went wrong.</source>
        <translation>谁进入画面、录制开始或结束，以及出现的问题。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>SFace is surer, facet-id comes with Facet. After a change everyone&apos;s pictures are looked at again.</source>
        <translation>SFace 更可靠，facet-id 随 Facet 提供。更换后会重新查看所有人的图像。</translation>
    </message>
    <message>
        <source>Lets you watch a recording, correct names from it and run it again; the answers are kept either way. It takes 1 to 4 GB an hour at 640 × 480.</source>
        <translation>可以观看录制、据此更正名字并重新运行；无论是否开启，结果都会保留。640 × 480 时每小时占用 1 到 4 GB。</translation>
    </message>
    <message>
        <source>High contrast suits weak sight: black, white and bright colours alone.</source>
        <translation>高对比度适合视力较弱者：只用黑色、白色和鲜明的颜色。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Of the whole window, beside the system&apos;s own setting.</source>
        <translation>整个窗口的文字大小，在系统设置之外另行调整。</translation>
    </message>
    <message>
        <source>This build of ONNX Runtime does not have it.</source>
        <translation>此 ONNX Runtime 版本不包含它。</translation>
    </message>
    <message>
        <source>It can&apos;t run here: {why}.</source>
        <translation>它无法在此运行：{why}。</translation>
    </message>
    <message>
        <source>It is not downloaded yet: the Models page does it.</source>
        <translation>尚未下载：可在“模型”页面下载。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>没有设置包含这些词。</translation>
    </message>
    <message>
        <source>Put every setting back to its default</source>
        <translation>将所有设置恢复为默认值</translation>
    </message>
    <message>
        <source>Every setting has its default already</source>
        <translation>所有设置已是默认值</translation>
    </message>
    <message>
        <source>The window speaks it when Facet starts again.</source>
        <translation>重新启动 Facet 后，窗口将使用此语言。</translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>立即重新启动</translation>
    </message>
    <message>
        <source>Every change is saved and takes effect at once. Only a new language needs a restart.</source>
        <translation>每项更改都会保存并立即生效。只有更换语言需要重新启动。</translation>
    </message>
    <message>
        <source>Every setting has its default.</source>
        <translation>所有设置均已恢复默认值。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>查找设置</translation>
    </message>
    <message>
        <source>Show only settings with these words</source>
        <translation>只显示包含这些词的设置</translation>
    </message>
    <message>
        <source>Where Facet keeps things</source>
        <translation>Facet 存放内容的位置</translation>
    </message>
    <message>
        <source>Models and people</source>
        <translation>模型和人物</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>快照</translation>
    </message>
    <message>
        <source>What can be made again</source>
        <translation>可重新生成的内容</translation>
    </message>
    <message>
        <source>The log, for bug reports</source>
        <translation>日志，用于报告问题</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the folder: %s</source>
        <translation>显示文件夹：%s</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>打开此文件夹</translation>
    </message>
    <message>
        <source>Nothing has been kept there yet.</source>
        <translation>那里还没有保存任何内容。</translation>
    </message>
</context>
<context>
    <name>SetupView</name>
    <message>
        <source>Looking for the trainer</source>
        <translation>查找训练程序</translation>
    </message>
    <message>
        <source>What to type</source>
        <translation>要输入的命令</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy what to type</source>
        <translation>复制要输入的命令</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Look for the trainer again</source>
        <translation>重新查找训练程序</translation>
    </message>
    <message>
        <source>Choose a Python…</source>
        <translation>选择 Python…</translation>
    </message>
    <message>
        <source>Use the trainer of another Python environment</source>
        <translation>使用另一个 Python 环境的训练程序</translation>
    </message>
    <message>
        <source>Use Facet’s own Python</source>
        <translation>使用 Facet 自己的 Python</translation>
    </message>
    <message>
        <source>Forget the chosen Python</source>
        <translation>忘记所选的 Python</translation>
    </message>
    <message>
        <source>Looking for the trainer…</source>
        <translation>正在查找训练程序…</translation>
    </message>
    <message>
        <source>It is asked what it can train. This may take a few seconds.</source>
        <translation>正在询问它能训练什么。可能需要几秒钟。</translation>
    </message>
    <message>
        <source>Training needs further packages</source>
        <translation>训练还需要一些软件包</translation>
    </message>
    <message>
        <source>This Facet comes without the trainer: it uses that of a Python environment of yours.</source>
        <translation>此 Facet 不含训练程序：它使用另一个 Python 环境中的训练程序。</translation>
    </message>
    <message>
        <source>The trainer is large (about 1.5 GB with TensorFlow), so Facet comes without it.</source>
        <translation>训练程序体积较大（连同 TensorFlow 约 1.5 GB），因此 Facet 不附带。</translation>
    </message>
    <message>
        <source>Type this in a terminal</source>
        <translation>请在终端中输入</translation>
    </message>
    <message>
        <source>Then look again. Any Python 3.11 or newer that has it can be chosen instead.</source>
        <translation>然后重新检查。也可以选择任何装有它的 Python 3.11 或更新版本。</translation>
    </message>
</context>
<context>
    <name>SeveralDesk</name>
    <message>
        <source>Looking at {count:,} faces…</source>
        <translation>正在查看 {count:,} 张人脸…</translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message>
        <source>Who are these?</source>
        <translation>这些是谁？</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{count:,} faces get the same name.</source>
        <translation>{count:,} 张人脸将得到同一个名字。</translation>
    </message>
    <message>
        <source>One of the faces</source>
        <translation>其中一张人脸</translation>
    </message>
    <message>
        <source>and {count:,} more</source>
        <translation>以及另外 {count:,} 张</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Comma</source>
        <translation>逗号</translation>
    </message>
    <message>
        <source>Full stop</source>
        <translation>句号</translation>
    </message>
    <message>
        <source>{key} is the key of “{other}”. Give that one another key first.</source>
        <translation>{key} 是“{other}”的按键。请先为该命令设置其他按键。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>This is no key that Facet can listen for.</source>
        <translation>Facet 无法监听这个按键。</translation>
    </message>
    <message>
        <source>{key} moves and presses what has the focus, so it can&apos;t be chosen.</source>
        <translation>{key} 用于移动和按下获得焦点的控件，因此不能选用。</translation>
    </message>
    <message>
        <source>{key} undoes what was done last, so it can&apos;t be chosen.</source>
        <translation>{key} 用于撤销上一步操作，因此不能选择。</translation>
    </message>
    <message>
        <source>{key} does again what was undone last, so it can&apos;t be chosen.</source>
        <translation>{key} 用于重做上一步撤销的操作，因此不能选择。</translation>
    </message>
    <message>
        <source>{key} opens a menu, so it can&apos;t be chosen.</source>
        <translation>{key} 用于打开菜单，因此不能选用。</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>What was done last</source>
        <translation>上一步操作</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>No snapshot has been saved yet.</source>
        <translation>还没有保存快照。</translation>
    </message>
    <message>
        <source>Saved %s</source>
        <translation>已保存 %s</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>No file manager answered. The place is:</source>
        <translation>没有文件管理器响应。位置是：</translation>
    </message>
    <message>
        <source>The snapshot could not be saved in {folder}: {reason}.</source>
        <translation>无法将快照保存到 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>Make room there, or make the folder writable.</source>
        <translation>请在该处腾出空间，或将文件夹设为可写。</translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>摄像头 {number}</translation>
    </message>
</context>
<context>
    <name>SourceMenu</name>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>正在查找摄像头…</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>未找到摄像头</translation>
    </message>
    <message>
        <source>Plug one in, then open this menu again</source>
        <translation>接上摄像头，再打开此菜单</translation>
    </message>
    <message>
        <source>Camera picture size</source>
        <translation>摄像头图像尺寸</translation>
    </message>
    <message>
        <source>Camera rate</source>
        <translation>摄像头帧率</translation>
    </message>
    <message>
        <source>Usual: {size}</source>
        <translation>默认：{size}</translation>
    </message>
    <message>
        <source>%g a second</source>
        <translation>每秒 %g 帧</translation>
    </message>
    <message>
        <source>Usual: {rate}</source>
        <translation>默认：{rate}</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Opening</source>
        <translation>正在打开</translation>
    </message>
</context>
<context>
    <name>StartView</name>
    <message>
        <source>Nobody is known yet</source>
        <translation>还不认识任何人</translation>
    </message>
    <message>
        <source>Add someone from photos, or from the camera in under 20 seconds. Or watch something and click a face. From then on Facet names them, without any training.</source>
        <translation>从照片添加人物，或用摄像头在 20 秒内添加。也可以观看任意来源并单击一张人脸。从此 Facet 会显示其名字，无需训练。</translation>
    </message>
    <message>
        <source>Pictures and names stay on this computer, and can be erased.</source>
        <translation>图像和名字留在本机，可以彻底删除。</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>从照片…</translation>
    </message>
    <message>
        <source>They can also be dropped here</source>
        <translation>也可以拖放到此处</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>从摄像头…</translation>
    </message>
    <message>
        <source>Guided, in under 20 seconds</source>
        <translation>按引导拍摄，不到 20 秒</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>People that another Facet exported</source>
        <translation>由另一个 Facet 导出的人物</translation>
    </message>
</context>
<context>
    <name>StreamDialog</name>
    <message>
        <source>Open a stream</source>
        <translation>打开网络流</translation>
    </message>
    <message>
        <source>&amp;Address of the stream</source>
        <translation>网络流地址(&amp;A)</translation>
    </message>
    <message>
        <source>Address of the stream</source>
        <translation>网络流地址</translation>
    </message>
    <message>
        <source>Where the stream is found</source>
        <translation>网络流所在的地址</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Used for this stream now, and never saved</source>
        <translation>仅用于本次打开此网络流，从不保存</translation>
    </message>
    <message>
        <source>&amp;Password of {user}</source>
        <translation>{user} 的密码(&amp;P)</translation>
    </message>
    <message>
        <source>A password is never saved: type it. If there is none, put a colon before the @.</source>
        <translation>密码从不保存：请输入密码。如果没有密码，请在 @ 前加一个冒号。</translation>
    </message>
    <message>
        <source>Watch this stream</source>
        <translation>观看此网络流</translation>
    </message>
    <message>
        <source>MJPEG over HTTP, RTSP and RTMP. A password is never saved.</source>
        <translation>支持 HTTP 上的 MJPEG、RTSP 和 RTMP。密码从不保存。</translation>
    </message>
    <message>
        <source>Type the address of a stream.</source>
        <translation>请输入网络流的地址。</translation>
    </message>
    <message>
        <source>An address has no spaces.</source>
        <translation>地址中不能有空格。</translation>
    </message>
    <message>
        <source>This is not an address. Is the port a number up to 65535?</source>
        <translation>这不是地址。端口是不超过 65535 的数字吗？</translation>
    </message>
    <message>
        <source>An address starts with {schemes}.</source>
        <translation>地址以 {schemes} 开头。</translation>
    </message>
    <message>
        <source>The address names no machine, such as camera.local.</source>
        <translation>地址中没有主机名，例如 camera.local。</translation>
    </message>
    <message>
        <source>User and password are not kept. Type them in place of ***.</source>
        <translation>用户名和密码不会保存。请在 *** 处输入。</translation>
    </message>
</context>
<context>
    <name>Switch</name>
    <message>
        <source>On</source>
        <translation>开</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Nobody was seen</source>
        <translation>没有见到任何人</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>无图像</translation>
    </message>
    <message>
        <source>No picture came from {start} to {end}.</source>
        <translation>从 {start} 到 {end} 没有收到图像。</translation>
    </message>
    <message>
        <source>Source lost</source>
        <translation>来源中断</translation>
    </message>
    <message>
        <source>The source was lost from {start} to {end}: no picture came.</source>
        <translation>从 {start} 到 {end} 来源中断：没有收到图像。</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Nothing to undo here.</source>
        <translation>这里没有可撤销的操作。</translation>
    </message>
    <message>
        <source>Nothing to redo here.</source>
        <translation>这里没有可重做的操作。</translation>
    </message>
    <message>
        <source>What was undone here can&apos;t be done again by a key. Do it once more instead.</source>
        <translation>在此撤销的操作无法用按键重做。请重新操作一次。</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>{n} pictures in {classes} classes, {size} pixels</source>
        <translation>{classes} 个类别，{n} 张图像，{size} 像素</translation>
    </message>
    <message>
        <source>Nothing speaks against this data.</source>
        <translation>这些数据没有问题。</translation>
    </message>
    <message>
        <source>All pictures are of one class, “{label}”.</source>
        <translation>所有图像都属于同一类别“{label}”。</translation>
    </message>
    <message>
        <source>Nothing can be told apart: it takes pictures of two classes at least.</source>
        <translation>无法进行区分：至少需要两个类别的图像。</translation>
    </message>
    <message>
        <source>No picture in: {names}.</source>
        <translation>以下类别没有图像：{names}。</translation>
    </message>
    <message>
        <source>Add pictures there, or take the folder away.</source>
        <translation>请在其中添加图像，或移走该文件夹。</translation>
    </message>
    <message>
        <source>Few pictures of: {names}.</source>
        <translation>以下类别图像太少：{names}。</translation>
    </message>
    <message>
        <source>A dozen a class is the least; some dozens do better.</source>
        <translation>每个类别至少要有十几张；几十张效果更好。</translation>
    </message>
    <message>
        <source>Some classes have many more pictures than others.</source>
        <translation>有些类别的图像比其他类别多得多。</translation>
    </message>
    <message>
        <source>The model may lean towards them; the balanced figure will tell.</source>
        <translation>模型可能会偏向这些类别；均衡指标会反映出来。</translation>
    </message>
    <message>
        <source>Photographs that stand under two classes: {n}.</source>
        <translation>同时归入两个类别的照片：{n}。</translation>
    </message>
    <message>
        <source>Photographs on two sides of the folder’s own split: {n}.</source>
        <translation>在文件夹自带的划分中同时出现在两个部分的照片：{n}。</translation>
    </message>
    <message>
        <source>The training leaves the copies out of what it learns from: {names}</source>
        <translation>训练会从学习数据中去除这些副本：{names}</translation>
    </message>
    <message>
        <source>{n} pictures have a copy here, exact or nearly so.</source>
        <translation>{n} 张图像在此有完全相同或几乎相同的副本。</translation>
    </message>
    <message>
        <source>Copies stay together, so that none is learned from and tested on.</source>
        <translation>副本会放在一起，避免同一图像既用于学习又用于测试。</translation>
    </message>
    <message>
        <source>No two pictures are the same, nor nearly so.</source>
        <translation>没有相同或几乎相同的图像。</translation>
    </message>
    <message>
        <source>Pictures that can’t be read, left out: {n}.</source>
        <translation>无法读取而略过的图像：{n}。</translation>
    </message>
    <message>
        <source>Left out: {n}, {reason}.</source>
        <translation>已略过：{n}，{reason}。</translation>
    </message>
    <message>
        <source>Your own pictures, from scratch</source>
        <translation>自己的图像，从零开始</translation>
    </message>
    <message>
        <source>Your own pictures</source>
        <translation>自己的图像</translation>
    </message>
    <message>
        <source>Its weights are Keras’ own download.</source>
        <translation>其权重由 Keras 自行下载。</translation>
    </message>
    <message>
        <source>A last layer on the numbers that tell faces apart: quick, and the surest. The Models page brings SFace.</source>
        <translation>在分辨人脸的数值之上加最后一层：快，且最可靠。SFace 可在“模型”页面获取。</translation>
    </message>
    <message>
        <source>The same on the model that ships with Facet: as quick, less sure.</source>
        <translation>在随 Facet 提供的模型上同样处理：一样快，但没那么可靠。</translation>
    </message>
    <message>
        <source>The well-known recipe on a network that knows things, not faces: slow, and seldom better than the gallery.</source>
        <translation>在认识物体而非人脸的网络上使用众所周知的方案：慢，且很少优于人脸库。</translation>
    </message>
    <message>
        <source>Nothing: learn from scratch</source>
        <translation>无：从零开始学习</translation>
    </message>
    <message>
        <source>A small network for pictures unlike photographs, or for faces. Needs dozens a class.</source>
        <translation>小型网络，适合人脸或不像照片的图像。每个类别需要几十张。</translation>
    </message>
    <message>
        <source>Small and quick: a good beginning.</source>
        <translation>小而快：适合入门。</translation>
    </message>
    <message>
        <source>As quick, often a little better.</source>
        <translation>同样快，往往略好一些。</translation>
    </message>
    <message>
        <source>Slow; the network of many tutorials.</source>
        <translation>较慢；许多教程使用的网络。</translation>
    </message>
    <message>
        <source>Larger, often better, four times as slow.</source>
        <translation>更大，往往更好，但用时是四倍。</translation>
    </message>
    <message>
        <source>Your own pictures, a folder for each class</source>
        <translation>自己的图像，每个类别一个文件夹</translation>
    </message>
    <message>
        <source>Any classes that you can sort pictures into: one folder, with a folder of pictures in it for each class, named as the class. From a dozen pictures a class.</source>
        <translation>任何可以把图像归入的类别：一个文件夹，其中每个类别有一个以类别命名的图像文件夹。每个类别至少十几张图像。</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>The people whom Facet knows</source>
        <translation>Facet 认识的人</translation>
    </message>
    <message>
        <source>A network that knows the people of your gallery and nobody else: it gives everybody one of their names, strangers too. It is compared with the gallery on the same pictures, and thrown away where it is worse. The gallery stays as it is. From two people with a dozen pictures each.</source>
        <translation>一个只认识人脸库中各人、不认识其他人的网络：它会给每个人其中某人的名字，陌生人也不例外。它会在相同的图像上与人脸库比较，不如人脸库时就会被丢弃。人脸库保持不变。至少需要两个人，每人十几张图像。</translation>
    </message>
    <message>
        <source>Photos of strangers…</source>
        <translation>陌生人的照片…</translation>
    </message>
    <message>
        <source>Photos of other people say how often a stranger would get a name.</source>
        <translation>他人的照片可用来测量陌生人得到名字的频率。</translation>
    </message>
    <message>
        <source>Folder of FER2013…</source>
        <translation>FER2013 文件夹…</translation>
    </message>
    <message>
        <source>With FER2013 as well the network has seen 36,000 faces before: better.</source>
        <translation>再加上 FER2013，网络就事先见过 36,000 张人脸：效果更好。</translation>
    </message>
    <message>
        <source>Smile or not</source>
        <translation>是否微笑</translation>
    </message>
    <message>
        <source>The data set GENKI-4K: 4,000 photographs with a list of who smiles.</source>
        <translation>数据集 GENKI-4K：4,000 张照片，附有谁在微笑的列表。</translation>
    </message>
    <message>
        <source>Folder of GENKI-4K…</source>
        <translation>GENKI-4K 文件夹…</translation>
    </message>
    <message>
        <source>Happy or sad</source>
        <translation>高兴或悲伤</translation>
    </message>
    <message>
        <source>Photographs in two folders, happy and sad; some 300 in all.</source>
        <translation>两个文件夹 happy 和 sad 中的照片；共约 300 张。</translation>
    </message>
    <message>
        <source>Emotions</source>
        <translation>情绪</translation>
    </message>
    <message>
        <source>FER2013 with the votes of FER+: 36,000 small faces. Takes hours.</source>
        <translation>FER2013 加上 FER+ 的投票：36,000 张小幅人脸。需要数小时。</translation>
    </message>
    <message>
        <source>Emotions by FER2013’s own labels</source>
        <translation>情绪，采用 FER2013 自带的标签</translation>
    </message>
    <message>
        <source>As Emotions, with seven labels that one person chose. Takes hours.</source>
        <translation>与“情绪”相同，但采用由一个人选定的七种标签。需要数小时。</translation>
    </message>
    <message>
        <source>Who it is, from folders of faces</source>
        <translation>是谁，使用人脸文件夹</translation>
    </message>
    <message>
        <source>A folder of faces for each person, some 250 each, as the tutorials do.</source>
        <translation>每个人一个人脸文件夹，每个约 250 张，与教程相同。</translation>
    </message>
    <message>
        <source>Breeds of dogs</source>
        <translation>犬种</translation>
    </message>
    <message>
        <source>Stanford Dogs, or a folder for each breed with 60 pictures and more.</source>
        <translation>Stanford Dogs，或每个犬种一个文件夹，至少 60 张图像。</translation>
    </message>
    <message>
        <source>CIFAR-100</source>
        <translation>CIFAR-100</translation>
    </message>
    <message>
        <source>100 kinds of things in 60,000 tiny pictures. A graphics card helps.</source>
        <translation>60,000 张微小图像，共 100 种事物。使用显卡会更快。</translation>
    </message>
    <message>
        <source>Folder of CIFAR-100…</source>
        <translation>CIFAR-100 文件夹…</translation>
    </message>
    <message>
        <source>Tiny ImageNet</source>
        <translation>Tiny ImageNet</translation>
    </message>
    <message>
        <source>200 kinds of things in 110,000 small pictures. A graphics card helps.</source>
        <translation>110,000 张小图像，共 200 种事物。使用显卡会更快。</translation>
    </message>
    <message>
        <source>Folder of Tiny ImageNet…</source>
        <translation>Tiny ImageNet 文件夹…</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>每步图像数</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>提前停止轮数</translation>
    </message>
    <message>
        <source>Choose a folder of pictures first.</source>
        <translation>请先选择图像文件夹。</translation>
    </message>
    <message>
        <source>This trainer doesn’t know the recipe; it may be an older one.</source>
        <translation>此训练程序不认识该方案；它可能版本较旧。</translation>
    </message>
    <message>
        <source>The folder can’t be used as it is.</source>
        <translation>该文件夹目前无法使用。</translation>
    </message>
    <message>
        <source>Other settings: a quotation mark lacks its partner.</source>
        <translation>其他设置：引号不成对。</translation>
    </message>
    <message>
        <source>Other settings: “{word}” is not of the form name=value.</source>
        <translation>其他设置：“{word}”不是 name=value 的形式。</translation>
    </message>
    <message>
        <source>{name}: a whole number from {least} on is wanted.</source>
        <translation>{name}：需要不小于 {least} 的整数。</translation>
    </message>
    <message>
        <source>{name}: a small number above 0 is wanted.</source>
        <translation>{name}：需要大于 0 的较小数值。</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>新建训练</translation>
    </message>
    <message>
        <source>From your pictures, or a recipe</source>
        <translation>使用自己的图像或方案</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>round {n} of {of}</source>
        <translation>第 {n} / {of} 轮</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>剩余约 {time}</translation>
    </message>
    <message>
        <source>processors {share} busy</source>
        <translation>处理器占用 {share}</translation>
    </message>
    <message>
        <source>waiting for pictures {share}</source>
        <translation>等待图像 {share}</translation>
    </message>
    <message>
        <source>The first seconds go to loading the trainer.</source>
        <translation>最初几秒用于加载训练程序。</translation>
    </message>
    <message>
        <source>{share} right, {low} to {high} with 95 % certainty, on {n} pictures kept aside</source>
        <translation>在 {n} 张留作测试的图像上，{share} 正确，95% 置信区间为 {low} 至 {high}</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is better.</source>
        <translation>仅用人脸库时，其中 {share} 命名正确：此网络更好。</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: too few pictures to tell which is better.</source>
        <translation>仅用人脸库时，其中 {share} 命名正确：图像太少，无法判断哪个更好。</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them too: this is no better.</source>
        <translation>仅用人脸库时，其中同样有 {share} 命名正确：此网络并不更好。</translation>
    </message>
    <message>
        <source>The gallery by itself names {share} of them: this is worse.</source>
        <translation>仅用人脸库时，其中 {share} 命名正确：此网络更差。</translation>
    </message>
    <message>
        <source>It knows these people only, and gives everybody else one of their names.</source>
        <translation>它只认识这些人，会给其他任何人其中某人的名字。</translation>
    </message>
    <message>
        <source>Always answering “{label}” would be right in {share}: on {n} pictures this is not surely better.</source>
        <translation>总是判为“{label}”的正确率就有 {share}：在 {n} 张图像上，无法确定此模型更好。</translation>
    </message>
    <message>
        <source>The gallery by itself</source>
        <translation>仅用人脸库</translation>
    </message>
    <message>
        <source>This network</source>
        <translation>此网络</translation>
    </message>
    <message>
        <source>{share} of your people named rightly</source>
        <translation>已认识的人物中 {share} 命名正确</translation>
    </message>
    <message>
        <source>; {share} of {n} strangers get a name</source>
        <translation>；{n} 个陌生人中 {share} 得到名字</translation>
    </message>
    <message>
        <source>When {p} sure</source>
        <translation>把握达到 {p} 时</translation>
    </message>
    <message>
        <source>Strangers</source>
        <translation>陌生人</translation>
    </message>
    <message>
        <source>Not measured: every one gets a name</source>
        <translation>未测量：每个陌生人都会得到名字</translation>
    </message>
    <message>
        <source>is {truth}</source>
        <translation>实为 {truth}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{n} h {m} min</source>
        <translation>{n} 小时 {m} 分钟</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>正在结束…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Making the model file…</source>
        <translation>正在生成模型文件…</translation>
    </message>
    <message>
        <source>Measuring it…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Learning…</source>
        <translation>正在学习…</translation>
    </message>
    <message>
        <source>Looking at every picture once…</source>
        <translation>正在逐一查看图像…</translation>
    </message>
    <message>
        <source>Reading the pictures…</source>
        <translation>正在读取图像…</translation>
    </message>
    <message>
        <source>Looking at the mirror images…</source>
        <translation>正在查看镜像图像…</translation>
    </message>
    <message>
        <source>Looking at strangers…</source>
        <translation>正在查看陌生人…</translation>
    </message>
    <message>
        <source>{share} right · {day}</source>
        <translation>{share} 正确 · {day}</translation>
    </message>
    <message>
        <source>Did not work · {day}</source>
        <translation>未成功 · {day}</translation>
    </message>
    <message>
        <source>Unfinished · {day}</source>
        <translation>未完成 · {day}</translation>
    </message>
    <message>
        <source>Not begun · {day}</source>
        <translation>未开始 · {day}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Did not work</source>
        <translation>未成功</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>已学完</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>The live view does not ask this model yet.</source>
        <translation>实时画面尚未使用此模型。</translation>
    </message>
    <message>
        <source>The Photos page does not ask this model yet.</source>
        <translation>“照片”页面尚未使用此模型。</translation>
    </message>
    <message>
        <source>Not among your models yet. No page asks it by itself: you can try it below.</source>
        <translation>尚未加入自有模型。没有页面会自动使用它：可在下方试用。</translation>
    </message>
    <message>
        <source>It is among your models as “{name}”.</source>
        <translation>它已加入自有模型，名为“{name}”。</translation>
    </message>
    <message>
        <source>No page asks it by itself; it answers in commands, and below.</source>
        <translation>没有页面会自动使用它；可通过命令使用，或在下方试用。</translation>
    </message>
    <message>
        <source>Another model is in use in its place.</source>
        <translation>目前使用的是另一个模型。</translation>
    </message>
    <message>
        <source>The Photos page asks it about whole pictures.</source>
        <translation>“照片”页面用它分析整张图像。</translation>
    </message>
    <message>
        <source>Facet can be used meanwhile; another page may be shown.</source>
        <translation>期间仍可使用 Facet，也可以切换到其他页面。</translation>
    </message>
    <message>
        <source>The live view answers with it.</source>
        <translation>实时画面正在使用它。</translation>
    </message>
    <message>
        <source>It has learned; its model file or its report is not made yet.</source>
        <translation>学习已完成；模型文件或报告尚未生成。</translation>
    </message>
    <message>
        <source>It was ended early. What it learned is kept: it goes on from there.</source>
        <translation>它被提前结束。已学到的内容会保留，可从此处继续。</translation>
    </message>
    <message>
        <source>{n} of {of} rounds are done.</source>
        <translation>已完成 {n} / {of} 轮。</translation>
    </message>
    <message>
        <source>It ended before it had learned anything.</source>
        <translation>它还没有学到任何内容就结束了。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Make model and report</source>
        <translation>生成模型和报告</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>已添加</translation>
    </message>
    <message>
        <source>Use it anyway…</source>
        <translation>仍然使用…</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>立即使用</translation>
    </message>
    <message>
        <source>Add to models</source>
        <translation>添加到模型</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Learns</source>
        <translation>学习内容</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>{train} to learn from, {validation} to check by, {test} kept aside</source>
        <translation>{train} 用于学习，{validation} 用于验证，{test} 留作测试</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Ran on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>The processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>A graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>The trainer ended unexpectedly.</source>
        <translation>训练程序意外结束。</translation>
    </message>
    <message>
        <source>from scratch</source>
        <translation>从零开始</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Trainings</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>“%s” is being trained. It would be ended, and can go on later.</source>
        <translation>正在训练“%s”。关闭会将其结束，之后可以继续。</translation>
    </message>
    <message>
        <source>One training runs at a time.</source>
        <translation>一次只能运行一项训练。</translation>
    </message>
    <message>
        <source>%1 answers “%2” from now on.</source>
        <translation>从现在起，“%2”由 %1 判断。</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>观看</translation>
    </message>
    <message>
        <source>%1 is among your models, for “%2”.</source>
        <translation>%1 已加入自有模型，用于“%2”。</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>%1 is asked about whole photos from now on.</source>
        <translation>从现在起，整张照片由 %1 判断。</translation>
    </message>
    <message>
        <source>“%s” was removed.</source>
        <translation>“%s”已移除。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Save a mended split</source>
        <translation>保存修正后的划分</translation>
    </message>
    <message>
        <source>%s has every picture’s side, copies together.</source>
        <translation>%s 列出了每张图像所属的部分，副本放在一起。</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Choose a Python that has the trainer</source>
        <translation>选择装有训练程序的 Python</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Teach Facet to tell things apart by pictures, on this machine.</source>
        <translation>在本机上用图像教 Facet 区分事物。</translation>
    </message>
    <message>
        <source>The trainer is still being looked for.</source>
        <translation>仍在查找训练程序。</translation>
    </message>
    <message>
        <source>This needs the trainer: “New training” says how to get it.</source>
        <translation>这需要训练程序：“新建训练”中说明了如何获取。</translation>
    </message>
    <message>
        <source>Choose the folder with the pictures</source>
        <translation>选择存放图像的文件夹</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>{size}, {rate:g} pictures a second</source>
        <translation>{size}，每秒 {rate:g} 帧</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} / {count}</translation>
    </message>
</context>
<context>
    <name>TryView</name>
    <message>
        <source>Try it</source>
        <translation>试用</translation>
    </message>
    <message>
        <source> Choose a picture…</source>
        <translation> 选择图像…</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>选择图像…</translation>
    </message>
    <message>
        <source>Ask the model about a picture of yours</source>
        <translation>用自己的一张图像试用模型</translation>
    </message>
    <message>
        <source>or drop one here</source>
        <translation>或将图像拖放到此处</translation>
    </message>
    <message>
        <source>%s, the whole picture</source>
        <translation>%s，整张图像</translation>
    </message>
    <message>
        <source>%s, the largest face in it</source>
        <translation>%s，其中最大的人脸</translation>
    </message>
    <message>
        <source>%s: no face found, so the whole picture</source>
        <translation>%s：未找到人脸，因此使用整张图像</translation>
    </message>
</context>
<context>
    <name>UseDesk</name>
    <message>
        <source>Live gives every face one of these names from now on, strangers too.</source>
        <translation>从现在起，“实时”页面会给每张人脸其中一个名字，陌生人也不例外。</translation>
    </message>
    <message>
        <source>%s is not asked any more. This training keeps it.</source>
        <translation>不再使用 %s 判断。此训练仍保留它。</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Everything stays on this computer. Names and pictures of faces are kept in {folder}, only of those whom you add, and can be erased.</source>
        <translation>所有内容都留在本机。名字和人脸图像保存在 {folder} 中，只包括您添加的人，并且可以彻底删除。</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>What shall Facet watch?</source>
        <translation>让 Facet 看什么？</translation>
    </message>
    <message>
        <source>Facet says of every face who it is, whether it smiles and which emotion it shows.</source>
        <translation>Facet 识别每张人脸是谁、是否微笑以及呈现何种情绪。</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>摄像头 {number}</translation>
    </message>
    <message>
        <source>Live, as a mirror</source>
        <translation>实时，如同照镜子</translation>
    </message>
    <message>
        <source>Show the demo</source>
        <translation>播放演示</translation>
    </message>
    <message>
        <source>See Facet at work without a camera</source>
        <translation>无需摄像头，查看 Facet 的工作方式</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>A video or a photo</source>
        <translation>视频或照片</translation>
    </message>
    <message>
        <source>Shall Facet know you?</source>
        <translation>让 Facet 认识您吗？</translation>
    </message>
    <message>
        <source>Then it says your name. Others stay unknown until you name them.</source>
        <translation>之后它会显示您的名字。其他人在命名之前保持未知。</translation>
    </message>
    <message>
        <source>From the camera…</source>
        <translation>从摄像头…</translation>
    </message>
    <message>
        <source>You turn your head and Facet takes the pictures: under 20 seconds</source>
        <translation>转动头部，由 Facet 拍摄图像：不到 20 秒</translation>
    </message>
    <message>
        <source>From photos…</source>
        <translation>从照片…</translation>
    </message>
    <message>
        <source>One or more; you choose the faces</source>
        <translation>一张或多张；由您选择人脸</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>You can do it later on the People page</source>
        <translation>之后可以在“人物”页面进行</translation>
    </message>
    <message>
        <source>{name} is known from now on.</source>
        <translation>从现在起认识 {name}。</translation>
    </message>
    <message>
        <source>That is all.</source>
        <translation>设置完毕。</translation>
    </message>
    <message>
        <source>Good to know:</source>
        <translation>使用提示：</translation>
    </message>
    <message>
        <source>Click a face in the picture to say who it is, or to ask why it has a name.</source>
        <translation>单击图像中的人脸，可指明这是谁，或查看为何得到此名字。</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Go to the picture</source>
        <translation>前往画面</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} / {count}</translation>
    </message>
    <message>
        <source>The round button above the picture records what is seen. Without it no picture that you watch is kept.</source>
        <translation>图像上方的圆形按钮可录制画面。不录制时，观看的图像不会保存。</translation>
    </message>
    <message>
        <source>{key} records what is seen. Without it no picture that you watch is kept.</source>
        <translation>按 {key} 录制画面。不录制时，观看的图像不会保存。</translation>
    </message>
    <message>
        <source>The menu has help for the page that you are on.</source>
        <translation>菜单中有当前页面的帮助。</translation>
    </message>
    <message>
        <source>{key} opens the help of the page that you are on.</source>
        <translation>按 {key} 打开当前页面的帮助。</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>正在查找摄像头…</translation>
    </message>
    <message>
        <source>A moment</source>
        <translation>请稍候</translation>
    </message>
    <message>
        <source>Plug one in and press here to look again</source>
        <translation>请插入摄像头，然后按此处重新查找</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>未找到摄像头</translation>
    </message>
    <message>
        <source>No camera found at {time}</source>
        <translation>{time} 未找到摄像头</translation>
    </message>
    <message>
        <source>The step before ({key})</source>
        <translation>上一步 ({key})</translation>
    </message>
    <message>
        <source>The step after ({key})</source>
        <translation>下一步 ({key})</translation>
    </message>
    <message>
        <source>Go to the window; the Help menu has the welcome again (Esc)</source>
        <translation>前往窗口；可从“帮助”菜单再次打开欢迎页面 (Esc)</translation>
    </message>
    <message>
        <source>Welcome to Facet</source>
        <translation>欢迎使用 Facet</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>unknown ({reason})</source>
        <translation>未知（{reason}）</translation>
    </message>
    <message>
        <source>On screen</source>
        <translation>屏幕显示</translation>
    </message>
    <message>
        <source>{score}, ruled out</source>
        <translation>{score}，已排除</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>{bar}, with which about 1 stranger in {many} gets a name</source>
        <translation>{bar}，此时每 {many} 个陌生人中约有 1 个会得到名字</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>门槛</translation>
    </message>
    <message>
        <source>{lead} before {second}, who has {score}</source>
        <translation>比 {second}（{score}）高 {lead}</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>领先</translation>
    </message>
    <message>
        <source>{score} to a picture that you marked as not {name}</source>
        <translation>与标为不是 {name} 的一张图像的相似度为 {score}</translation>
    </message>
    <message>
        <source>Against it</source>
        <translation>反对依据</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>good</source>
        <translation>好</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>差</translation>
    </message>
</context>
<context>
    <name>WhyDialog</name>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>The face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>The line is the bar that a name needs.</source>
        <translation>横线是得到名字所需的门槛。</translation>
    </message>
    <message>
        <source>What decided</source>
        <translation>判断依据</translation>
    </message>
    <message>
        <source>The pictures most like it</source>
        <translation>最相似的图像</translation>
    </message>
    <message>
        <source>Each figure is for one picture. That of a person counts two things: their picture that is most like this face, and all of their pictures together.</source>
        <translation>每个数值对应一张图像。某人的数值综合两点：与这张脸最相似的一张，以及其全部图像。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>{one}, {next}</source>
        <translation>{one}，{next}</translation>
    </message>
</context>
<context>
    <name>_Asking</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
</TS>
