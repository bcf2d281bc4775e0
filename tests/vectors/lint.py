"""Make the scenarios of LINT.md: texts whose findings are marked by hand, so that positions owe nothing to the lint."""

import re
from collections.abc import Iterator
from typing import Any

from tests.vectors.scenario import Scenario

# A finding is written ⟦rule|type|text⟧; what is left when the marks are taken away is the text that is linted.
_MARK = re.compile("⟦([a-z-]+)[|]([a-z_]+)[|]([^⟧]*)⟧")
_HARD = ("phone", "resident_id", "email", "chat_id")

_FINDS = {
    "nothing": ("a report that tells nothing of its writer", "被举报的店在红星路32号1单元501，没有消防通道。"),
    "empty": ("no text at all", ""),
    "phone": ("a mobile number", "请打我电话⟦phone|phone|13900004271⟧。"),
    "phone-full-width": ("full-width digits", "联系电话：⟦phone|phone|１３９００００４２７１⟧。"),
    "phone-numerals": ("Chinese numerals", "我的电话是⟦phone|phone|一三九零零零零四二七一⟧。"),
    "phone-formal-numerals": ("formal numerals", "打我手机⟦phone|phone|壹叁玖零零零零肆贰柒壹⟧"),
    "phone-spoken-one": ("the spoken one, and the letter O for zero", "手机⟦phone|phone|幺39OOOO四二七一⟧"),
    "phone-separated": ("separators of every kind", "手机：⟦phone|phone|139—0000 4２71⟧；"),
    "phone-zero-width": ("characters without width", "手机⟦phone|phone|139\u200b0000\u200b4271⟧"),
    "phone-key-caps": (
        "digits as key caps",
        "手机⟦phone|phone|" + "".join(f"{digit}\ufe0f\u20e3" for digit in "1390000427") + "1⟧\ufe0f\u20e3",
    ),
    "phone-mathematical": (
        "digits of the supplementary planes",
        "手机⟦phone|phone|" + "".join(chr(0x1D7CE + int(digit)) for digit in "13900004271") + "⟧。",
    ),
    "phone-country-code": ("a country code", "call ⟦phone|phone|+86 139 0000 4271⟧ please"),
    "phone-in-parts": ("parts told apart", "我电话⟦phone|phone|一三九，四个零，四二七一⟧。"),
    "phone-in-a-sentence": ("parts with words between them", "我电话⟦phone-named|phone|一三九，然后是0000，再4271⟧。"),
    "phone-in-words": (
        "English words",
        "Phone ⟦phone-words|phone|one three nine zero zero zero zero four two seven one⟧.",
    ),
    "phone-mixed-words": ("digits and English words", "手机 number 是 ⟦phone|phone|幺三九 0000 two two one six⟧"),
    "landline": ("an area code", "座机⟦phone|phone|0311-6000 4271⟧"),
    "after-supplementary": ("positions count code points", "😀𠮷👨‍👩‍👧 我电话⟦phone|phone|13900004271⟧"),
    "after-lone-surrogate": ("half a character is one code point", "\ud83d我电话⟦phone|phone|13900004271⟧"),
    "phone-of-a-business": ("the number of a business", "该公司公布的招聘电话13900004271无人接听。"),
    "phone-of-a-seller": (
        "a number that somebody else painted on his car",
        "他车上喷着电话139 0000 4271，天天来摆摊。",
    ),
    "phone-of-whom-is-told-later": ("whose it is may be told behind it", "13900004271是房东的，打不通。"),
    "phone-in-a-telling-clause": (
        "the clause tells something, and nothing in its sentence is of the writer",
        "维保的让打13900004271，响了半天不接。",
    ),
    "phone-told-by-the-writer": (
        "a clause that tells, and then speaks of the writer",
        "他记下了⟦phone|phone|13900004271⟧，请再打。",
    ),
    "phone-of-an-office": ("the number of whoever holds an office", "事情归范主管，电话13900004271。"),
    "phone-on-a-board": ("what an English board tells", "The board names Mr Miao, tel 0431-60004271."),
    "context-reaches": (
        "the sentence starts 64 characters before, where a context ends",
        "的" * 23 + "公司" + "的" * 38 + "13900004271",
    ),
    "context-ends": (
        "the sentence starts further back than a context reaches",
        "的" * 24 + "公司" + "的" * 38 + "⟦phone|phone|13900004271⟧",
    ),
    "order": ("an order number that begins like a phone", "订单号13900004271未发货，金额239元。"),
    "card": ("a bank card", "汇到卡6222 0213 9000 0042 71，户名刘某。"),
    "resident-id": (
        "a resident id whose last place is a full-width X",
        "本人身份证⟦id|resident_id|11010119900101003Ｘ⟧",
    ),
    "resident-id-separated": ("a resident id in groups", "身份证 ⟦id|resident_id|110101 1990 0101 0015⟧"),
    "resident-id-mistyped": ("a named id that is too short", "身份证号⟦id-named|resident_id|1101011990010100⟧。"),
    "no-date-inside": ("18 digits without a date", "流水 110101199913010015"),
    "email": ("an e-mail", "发我邮箱⟦email|email|li.na@example.com⟧。"),
    "email-full-width": ("a full-width e-mail", "或者⟦email|email|lina＠example．com⟧"),
    "email-at": ("at and dot in brackets", "Reply to ⟦email|email|li.na[at]example[dot]net⟧."),
    "web-address": ("at inside a word is no sign of an e-mail", "网站 www.data.com.cn 打不开，look at example.com"),
    "email-of-a-shop": ("the e-mail of customer service", "网店客服邮箱 kefu@example.com 不回复"),
    "chat": ("a chat id", "加我微信，微信号 ⟦chat|chat_id|xiaoman_2024⟧。"),
    "chat-numerals": ("a chat number in numerals", "我的扣扣：⟦chat|chat_id|七六五四三二一零⟧"),
    "chat-spaced": ("an account with blanks", "加微信 w x : ⟦chat|chat_id|lsj 0 0 8 8⟧。"),
    "chat-nickname": ("a nickname in quotation marks", "我微信叫“⟦nick|chat_id|弄堂小囡⟧”。"),
    "chat-nickname-bare": (
        "a nickname with digits behind a platform",
        "联系小红书⟦nick-digits|chat_id|狗绳别松手7⟧，谢谢。",
    ),
    "plate": ("the writer's own plate", "我的车是⟦plate|plate|冀A·12345⟧，被划了。"),
    "plate-told-later": (
        "whose it is may be told behind it",
        "⟦plate|plate|冀A·12345⟧是我的，被划了。",
    ),
    "plate-bare": ("a plate behind the word for it", "拖车不给单子。车牌⟦plate|plate|冀A·12345⟧，7月3日。"),
    "plate-of-a-driver": ("a plate behind its driver", "司机绕路，车牌冀A·12345。"),
    "plate-of-another": ("the plate of a lorry", "渣土车冀A12345每晚撒漏。"),
    "plate-for-sale": (
        "a plate, and a seller who speaks of himself behind it",
        "挂在网上卖的那台是冀A12345，销售说“我是车主的朋友”。",
    ),
    "name": ("a name after a cue", "我叫⟦name|self_name|周小满⟧，请保密。"),
    "name-by-the-thrice": ("to call is not to be called", "我叫了三次物业都没人来。"),
    "name-signed": ("a name as the last word", "请严肃处理。⟦name-signed|self_name|马建国⟧"),
    "name-alone": ("a name that is a clause of its own", "扶手断了。⟦name-alone|self_name|徐大爷⟧，拄拐的。"),
    "name-unpunctuated": ("a name that nothing ends", "我叫⟦name-cue|self_name|孟二柱⟧卖烤红薯"),
    "name-owner": ("a name that something belongs to", "车票是用⟦name-owner|self_name|俞敏⟧的名字买的。"),
    "name-document": ("the name on a document", "会员卡登记的是⟦name-am|self_name|乔安娜⟧，没退钱。"),
    "name-before-a-number": (
        "a name of no known form before a number",
        "想问证件的事。⟦name-signed|self_name|木拉提⟧，⟦phone|phone|13900004271⟧。",
    ),
    "name-of-an-office": ("whoever answers for a place is not the writer", "负责人：冯志远，不接电话。"),
    "name-of-another": ("a name behind the word for his office", "写着“民政 高某某，电话打不通”。"),
    "name-that-is-a-word": ("a surname that begins another word", "本子上全是白干的名字。"),
    "name-called": ("what people call the writer", "街坊都喊我⟦name-am|self_name|煎饼刘⟧。"),
    "name-of-two-scripts": (
        "a given name in Latin letters",
        "旧号停了。⟦name-signed|self_name|Vivian 邢⟧，手机⟦phone|phone|13900004271⟧。",
    ),
    "name-of-a-doctor": ("a sign at a doctor's door", "The plate on the door says Dr. Elias Vance, licence 139."),
    "name-english": ("an English name", "My name is ⟦name-en|self_name|Li Hong⟧."),
    "name-of-han-supplement": (
        "a name with a character of the supplementary planes",
        "我叫⟦name|self_name|周\U00020bb7⟧。",
    ),
    "address": ("where the writer lives", "我住在⟦address|self_address|3号楼2单元1102⟧。"),
    "address-after-a-name": (
        "an address behind a name",
        "⟦name-signed|self_name|黄桂芬⟧，女，六十八岁，⟦address-after|self_address|东风路纺织宿舍后院东门⟧，反映油烟。",
    ),
    "address-alone": (
        "an address that is a clause of its own",
        "漏了半年。⟦address-alone|self_address|桃源小区2栋301⟧，水漫到客厅。",
    ),
    "address-counted": ("the door counted from a landmark", "我腿不好，⟦address-alone|self_address|水塔东边第二户⟧。"),
    "address-complained-of": ("a text opens with the place complained of", "光明小区3栋1单元，电梯坏了两周。"),
    "address-of-another": ("where somebody else lives", "他说“我住在3号楼”，谁也不信。"),
    "address-of-no-place": ("no word of a place", "评估师的字鬼画符一样，电话打不通。人在屋里打牌。"),
    "relation": ("a neighbour", "⟦self|self_relation|我家就在他家楼下⟧，吵得很。"),
    "relation-traditional": ("traditional characters", "⟦self|self_relation|我家就在佢隔壁⟧。"),
    "relation-known-by-sight": ("somebody who knows the writer", "⟦is-me|self_relation|投毒的人见过我⟧。"),
    "relation-plain": ("what the writer does, without a word for it", "⟦self|self_relation|我替二车间烧炉子⟧。"),
    "relation-idle": ("what anybody may have done is no bond", "我昨天去办事，排了两个小时。我希望多开窗口。"),
    "relation-to-nobody": ("a clause that names nobody and no place is no bond", "我报过警，也录了像，收据我留着。"),
    "relation-faced": (
        "who has stood face to face with somebody is known to him",
        "⟦self|self_relation|我抓过他一次⟧。",
    ),
    "relation-question": ("who asks how to do a thing tells nothing", "How do I register a bicycle?"),
    "relation-opinion": ("to be at a loss is no bond", "我是实在没辙了才写这封信。"),
    "relation-quoted": ("what somebody else says of himself", "店主只说“我是房东，跟我没关系”。"),
    "relation-english": ("an English neighbour", "⟦relation-en|self_relation|I live below them⟧."),
    "several": (
        "findings in the order of the text",
        "本人⟦name-am|self_name|李建业⟧，电话⟦phone|phone|13900004271⟧，邮箱⟦email|email|a.b@example.com⟧",
    ),
    "fragment": ("what is left of a span is too short to tell anything", "我妈电话⟦phone|phone|13900004271⟧。"),
    "hard-cuts-soft": (
        "a finding ends where an earlier rule's begins",
        "⟦self|self_relation|我家就在他家楼下电话⟧⟦phone|phone|13900004271⟧。",
    ),
}
_COULD_KNOW = {
    "below": "我家就在他家楼下。",
    "only-me": "那天晚上就我一个人值班。",
    "one-household": "能听见的只有一户。",
    "english": "I live right below them.",
}


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario of the area lint."""
    for name, (about, marked) in _FINDS.items():
        text, hits = _unmarked(marked)
        yield Scenario("lint", name, about, "finds", {"text": text, "hits": hits})
    for name, text in _COULD_KNOW.items():
        inputs = {"text": text, "could_know": True}
        yield Scenario("lint", f"could-know-{name}", "only one household could have seen it", "asks twice", inputs)
    inputs = {"text": "路灯坏了半个月，我每天看见。", "could_know": False}
    yield Scenario("lint", "could-know-street", "a whole street sees it", "asks once", inputs)


def _unmarked(marked: str) -> tuple[str, list[dict[str, Any]]]:
    text, hits, end = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        rule, kind, found = mark.groups()
        place = {"start": len(text), "end": len(text) + len(found)}
        hits.append({"rule": rule, "type": kind, **place, "hard": kind in _HARD})
        text, end = text + found, mark.end()
    return text + marked[end:], hits
