"""English names of divisions: read as people there read them, their kinds translated."""

import pytest

from infra import divisions
from infra.romanise import english


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("重庆市", "Chongqing City"),
        ("六安市", "Lu'an City"),
        ("乐清市", "Yueqing City"),
        ("乐亭县", "Laoting County"),
        ("乐陵市", "Laoling City"),
        ("蔚县", "Yuxian County"),
        ("泸县", "Luxian County"),
        ("浚县", "Xunxian County"),
        ("单县", "Shanxian County"),
        ("大城县", "Daicheng County"),
        ("大埔县", "Dabu County"),
        ("长子县", "Zhangzi County"),
        ("长治市", "Changzhi City"),
        ("朝阳县", "Chaoyang County"),
        ("洪洞县", "Hongtong County"),
        ("涡阳县", "Guoyang County"),
        ("荥经县", "Yingjing County"),
        ("漯河市", "Luohe City"),
        ("什邡市", "Shifang City"),
        ("筠连县", "Junlian County"),
        ("佛坪县", "Foping County"),
        ("曾都区", "Zengdu District"),
        ("都匀市", "Duyun City"),
        ("东阿县", "Dong'e County"),
        ("西安市", "Xi'an City"),
        ("铅山县", "Yanshan County"),
        ("黄陂区", "Huangpi District"),
        ("吕梁市", "Lüliang City"),
        ("哈尔滨市", "Harbin City"),
        ("城区", "Chengqu District"),
        ("井陉矿区", "Jingxing Mining District"),
        ("神农架林区", "Shennongjia Forestry District"),
        ("红星街道", "Hongxing Subdistrict"),
        ("漓东街道办事处", "Lidong Subdistrict"),
        ("安昌镇", "Anchang Town"),
        ("东韶乡", "Dongshao Township"),
        ("水尾镇", "Shuiwei Town"),
        ("阜新蒙古族自治县", "Fuxin Mongol Autonomous County"),
        ("恩施土家族苗族自治州", "Enshi Tujia and Miao Autonomous Prefecture"),
        ("积石山保安族东乡族撒拉族自治县", "Jishishan Bonan, Dongxiang and Salar Autonomous County"),
        ("龙胜各族自治县", "Longsheng Multi-Ethnic Autonomous County"),
        ("鄂伦春自治旗", "Oroqen Autonomous Banner"),
        ("合乐苗族乡", "Hele Miao Ethnic Township"),
        ("水族乡", "Sui Ethnic Township"),
        ("经济开发区", "Economic Development Zone"),
        ("苏州工业园区", "Suzhou Industrial Park"),
    ],
)
def test_a_name_is_read_as_people_read_it(name: str, said: str) -> None:
    """Letters of several readings, apostrophes, one-syllable names, peoples and zones."""
    assert english(name) == said


@pytest.mark.parametrize(
    ("name", "above", "said"),
    [
        ("河北唐山海港经济开发区", ("河北省", "唐山市"), "Hebei Tangshan Haigang Economic Development Zone"),
        ("石家庄高新技术产业开发区", ("河北省", "石家庄市"), "Shijiazhuang High-Tech Industrial Development Zone"),
        ("蚌埠市经济开发区", ("安徽省", "蚌埠市"), "Bengbu Economic Development Zone"),
        ("叙永镇", ("四川省", "泸州市", "叙永县"), "Xuyong Town"),
    ],
)
def test_names_above_are_set_apart(name: str, above: tuple[str, ...], said: str) -> None:
    """A zone whose name begins with its province and city is written in words."""
    assert english(name, above) == said


def test_every_name_of_the_data_has_an_english_one() -> None:
    """No county is left in Chinese letters, and none is empty."""
    for level in (divisions.CITY, divisions.COUNTY):
        for name in divisions.names(level, "").values():
            said = english(name)
            assert said[0].isalpha(), name
            assert not any("\u3400" <= letter <= "\u9fff" for letter in said), name
