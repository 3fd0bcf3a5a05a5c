"""Words that the demo's people, houses and streets are named with. Data; whoever bears such a name is a coincidence."""

from ops.seed.dice import Dice, Table

DEMO = "演示"
"""Stands in every invented number, estate, street and employer, so that nobody takes one for real."""

SURNAMES = Table(
    {
        "王": 72, "李": 71, "张": 68, "刘": 54, "陈": 53, "杨": 31, "赵": 23, "黄": 22, "周": 25, "吴": 25,
        "徐": 24, "孙": 21, "胡": 13, "朱": 17, "高": 11, "林": 9, "何": 10, "郭": 11, "马": 11, "罗": 8,
        "梁": 6, "宋": 8, "郑": 8, "谢": 7, "韩": 7, "唐": 7, "冯": 6, "于": 5, "董": 6, "萧": 3,
        "程": 6, "曹": 7, "袁": 5, "邓": 5, "许": 7, "傅": 3, "沈": 8, "曾": 4, "彭": 4, "吕": 5,
        "苏": 4, "卢": 4, "蒋": 7, "蔡": 4, "贾": 3, "丁": 7, "魏": 5, "薛": 3, "叶": 5, "阎": 2,
        "余": 4, "潘": 5, "杜": 4, "戴": 4, "夏": 5, "钟": 3, "汪": 6, "田": 3, "任": 3, "姜": 3,
        "范": 3, "方": 5, "石": 3, "姚": 4, "谭": 2, "廖": 2, "邹": 3, "熊": 2, "金": 4, "陆": 5,
        "郝": 2, "孔": 2, "白": 2, "崔": 3, "康": 1, "毛": 2, "邱": 2, "秦": 3, "江": 3, "史": 2,
        "顾": 5, "侯": 2, "邵": 3, "孟": 2, "龙": 1, "万": 2, "段": 1, "钱": 4, "汤": 3, "尹": 2,
        "欧阳": 0.6, "司马": 0.2, "诸葛": 0.2, "上官": 0.2,
    }
)  # fmt: skip

_MALE_FIRST = "建国志伟文明德永家宏俊海立少振思浩子宇天晓正学成世嘉锦泽一庆光金玉春"
_MALE_LAST = "华军平强勇杰涛峰斌鹏辉宁波林生飞亮龙超凯毅昊轩然辰睿博洋铭诚康祥东"
_FEMALE_FIRST = "秀丽雅晓美玉春雨静思婉佳梦欣若子慧惠淑文海桂月彩雪红金素爱小诗语"
_FEMALE_LAST = "英芳娟敏静霞燕红梅兰琴娜莉萍婷洁颖琳雪怡涵妍瑶欣彤蕾珍云玲凤菊悦"
_TWO_CHARACTERS = 0.8

ESTATES = (
    "春和苑", "望江里", "石桥园", "听雨轩", "桂花坞", "南岗新村", "梅山里", "丁香苑", "安居园", "朝阳里",
    "清河苑", "翠屏里", "云锦园", "百合苑", "金色里", "柳岸新村", "银杏园", "福安里", "和顺苑", "明湖里",
)  # fmt: skip
ROADS = (
    "春和路", "石桥路", "花园路", "丹桂路", "听雨路", "凤集路", "书香路", "玉兰路", "和顺路", "福安街",
    "望江路", "西营路", "锦文路", "油坊街", "新湖路", "梅苑街", "柳岸路", "长虹巷", "朝阳街", "银杏路",
)  # fmt: skip
EMPLOYERS = (
    "软件有限公司", "物业服务中心", "机械厂", "餐饮店", "超市", "物流公司", "小学", "社区医院", "建筑公司",
    "家政服务部", "快递站点", "汽车修理厂", "电子厂", "理发店", "幼儿园", "银行网点",
)  # fmt: skip
OWN_DIVISION = "320114"
HOME_DIVISIONS = Table({OWN_DIVISION: 70, "320104": 8, "320105": 8, "320106": 6, "320115": 8})
"""Where registered people who live elsewhere are registered: districts of the same city."""
ORIGINS = Table(
    {
        "320300": 9, "320800": 9, "320900": 8, "321300": 8, "340100": 12, "340500": 9, "341100": 12, "341500": 9,
        "410100": 5, "411500": 5, "420100": 4, "360100": 4, "370100": 3, "500100": 2, "510100": 2,
    }
)  # fmt: skip
"""Where floating residents come from: prefectures of Jiangsu, Anhui and beyond (GB/T 2260)."""


def given_name(dice: Dice, *, male: bool) -> str:
    """One or two characters."""
    first, last = (_MALE_FIRST, _MALE_LAST) if male else (_FEMALE_FIRST, _FEMALE_LAST)
    end = dice.pick(last)
    return dice.pick(first) + end if dice.happens(_TWO_CHARACTERS) else end


def full_name(dice: Dice, *, male: bool) -> str:
    """A surname and a given name."""
    return SURNAMES.draw(dice) + given_name(dice, male=male)


def address(dice: Dice) -> str:
    """A house of an invented street."""
    return f"{DEMO}{dice.pick(ROADS)}{dice.between(1, 299)}号"
