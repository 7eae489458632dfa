"""Everyday troubles are known by what they are made of, in whatever order the words come."""

import pytest

from xiwei.service.triage import plain, propose


def listed(text):
    return text.split()


LEAKS = listed("""厨房洗碗池下面在漏水，柜子都湿了 洗碗池底下漏水 洗菜盆下面滴水 水槽下面漏水，地上一摊
水槽下边一直在渗水，橱柜泡了 台盆下面漏水 卫生间洗手池下面漏水，柜门都泡胀了 洗手台底下在滴水
厨房台面下面全是水 水池下面的管子漏了 下水管接头漏水，柜子里都是水 橱柜里面积水，好像是水管漏 菜池子下面漏水了
厨房漏水，地板都湿了 净水器下面在漏水 洗碗机下面漏水 热水器进水管在漏 厨房水管漏水 水槽底下有水，在滴水
洗手盆的下水管漏水""")
PASSAGES = listed("""五楼过道的灯不亮了 三楼走廊灯不亮了 楼梯间的灯坏了 一楼大厅灯不亮 单元门口的灯不亮 楼道的感应灯不亮
四楼楼梯口灯坏 过道灯一闪一闪的 车库里面的灯不亮 地下室灯坏了 走廊没有灯，很黑 楼梯灯不亮，老人摸黑
2单元3楼灯不亮 门厅的灯灭了 电梯口灯不亮 六楼声控灯没反应 负一楼的灯全灭了 楼道灯不亮 楼道里的灯黑了三天
二楼楼道照明坏了""")
CARS = listed("""电梯里的灯不亮了 电梯轿厢里灯闪 电梯里面灯坏了，黑乎乎的 电梯按钮灯不亮 货梯里照明坏了""")
ROADS = listed("""小区路上的灯不亮 花园里的灯坏了 路灯不亮 草坪灯坏了""")
ROOMS = listed("""客厅灯不亮 我家过道的灯不亮了 厨房灯不亮 卫生间灯坏了 家里走廊灯不亮 阳台的灯一闪一闪""")
HOSES = listed("""角阀那里漏水 洗脸盆下面的软管漏水 洗手盆下面那根软管滴水""")
SPILLS = listed("""有人在电梯里吐了 电梯里有呕吐物 有人吐在电梯里，味道很大 小孩在楼道里吐了 楼道里有一滩血 油洒在地上了，很滑
地上打翻了牛奶 大厅地上一滩水，会滑倒 门口玻璃瓶碎了一地 垃圾袋破了，汤水流了一地 有人喝醉吐在门口
楼梯上有粪便 电梯里有尿 电梯有人小便 油漆打翻在车库 饭菜洒在电梯里 奶茶洒电梯里了 电梯里洒了一袋汤
大堂地上有碎玻璃 楼道里有人吐了一地""")
DOGS = listed("""狗在电梯里拉屎 狗在大堂拉了一泡尿 宠物在楼道里拉屎没人管""")
WISHES = listed("""想在楼下装一个充电桩 希望小区装充电桩 能不能在楼下装个快递柜 建议楼下加一个电动车充电的地方 想在门口加个监控
想在小区里建个篮球场 希望多放几个垃圾桶 能不能在单元门口装个扶手 建议在路口装个减速带 想在楼下放几张长椅
希望安装人脸识别门禁 能不能装个雨棚 建议加装电梯 能不能给小孩装个滑梯 希望增加晾衣架 希望晚上多巡逻
能否增设一个宠物粪便箱 楼下要是有个充电桩就好了 最好能装个路灯 建议多种点树""")
NO_WISHES = listed("""充电桩坏了
充电桩充不进电 想给自己车位装充电桩 我想装充电桩要办什么手续 想请师傅上门装个灯 希望把楼道灯修一下
能不能给我家装个扶手""")

NAMED = [
    *((words, "R-WATER-LEAK") for words in LEAKS),
    *((words, "R-LIGHT-PUBLIC") for words in PASSAGES),
    *((words, "R-LIFT-PARTS") for words in CARS),
    *((words, "R-LIGHT-STREET") for words in ROADS),
    *((words, "R-LIGHT-HOME") for words in ROOMS),
    *((words, "R-VALVE") for words in HOSES),
    *((words, "C-SPILL") for words in SPILLS),
    *((words, "C-DOG-DIRT") for words in DOGS),
]


@pytest.mark.parametrize(("words", "item"), NAMED, ids=[one[0] for one in NAMED])
def test_a_trouble_is_known_by_what_it_is_made_of(words, item):
    assert propose(words).item == item


@pytest.mark.parametrize("words", WISHES)
def test_a_wish_for_all_is_a_suggestion_and_no_errand(words):
    said = propose(words)
    assert (said.kind, said.item, said.urgency) == ("建议", None, "一般")


def test_a_wish_nobody_is_known_for_goes_to_the_butler():
    assert propose("想在楼下装一个充电桩").line == "管家"


@pytest.mark.parametrize("words", NO_WISHES)
def test_what_is_broken_or_ones_own_is_no_such_wish(words):
    assert plain.wishes(words) is False


@pytest.mark.parametrize(
    ("words", "at", "item"),
    [
        ("五楼灯不亮", "1栋1单元楼梯间", "R-LIGHT-PUBLIC"),
        ("灯不亮", "1栋1单元电梯", "R-LIFT-PARTS"),
        ("五楼灯不亮", "公共区域", "R-LIGHT-PUBLIC"),
        ("灯坏了", "中心花园", "R-LIGHT-STREET"),
        ("水管漏水", "1栋地下车库", None),
        ("门锁打不开", "1栋大堂", None),
    ],
)
def test_at_a_public_place_nothing_done_in_homes_is_meant(words, at, item):
    assert propose(words, at=at).item == item


@pytest.mark.parametrize(
    "words",
    [
        "厨房洗碗池下面在漏水，柜子都湿了",
        "水槽下面漏水，地板都湿了",
        "水管漏水越来越大",
        "楼上漏水，我家柜子湿了",
        "厨房水管漏水，地上都是水",
        "水管漏水流到客厅了",
        "卫生间漏水，满地都是水",
        "空调漏水，一地水",
        "厨房漏水，地上一滩，楼下说也渗了",
        "厨房漏水，地上一滩",
        "厨房水龙头下面又漏水了，地上都是",
        "卫生间漏水，漏到楼下了",
        "卫生间渗水渗到楼下去了",
        "水槽下面漏水，楼下邻居家天花板湿了",
        "水管漏水，楼下也漏了",
    ],
)
def test_running_water_that_soaks_or_grows_cannot_wait(words):
    said = propose(words)
    assert (said.urgency, said.danger, said.pressing) == ("急", "water", True)


@pytest.mark.parametrize(
    "words",
    [
        "下雨天大厅地上都是水，滑得很",
        "拖完地楼道地上都是水",
        "水龙头滴个不停",
        "厨房水管漏水",
        "去年漏水地板泡了，想问赔偿",
        "洗手盆下面那根软管滴水",
        "楼下水管漏水",
        "楼下花园漏水",
        "水管漏水，没漏到楼下",
        "水管漏水，楼下也没漏",
        "空调漏水漏到楼下花园",
        "怕漏水漏到楼下",
    ],
)
def test_a_drip_can(words):
    assert propose(words).pressing is False


def test_who_is_sick_in_a_lift_is_not_shut_in_it():
    assert (propose("有人在电梯里吐了").danger, propose("有人在电梯里出不来").danger) == ("", "lift_trapped")
