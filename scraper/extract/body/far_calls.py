"""Calls to follow, subscribe or share, and rights, in scripts other than Latin.

They are sought as plain text, and only those of the script of a line's first letter that is not Latin: a list of
patterns would cost ten times as much.
"""

import re
from bisect import bisect


def _list_calls(text: str) -> tuple[str, ...]:
    return tuple([" ".join(call.split()) for call in text.split("|")])


NONE: tuple[str, ...] = ()
GREEK = _list_calls(
    """
    ακολουθήστε μας | ακολουθήστε το | εγγραφείτε στο | κατεβάστε την εφαρμογή | κάντε κλικ εδώ |
    με επιφύλαξη παντός | στο google news | διαβάστε όλες τις | αναδημοσίευση
    """
)
CYRILLIC = _list_calls(
    """
    подписывайтесь на | подписывайся на | подпишитесь на | подпишись на | присоединяйтесь к | читайте нас в |
    следите за нашими | следите за новостями | скачайте приложение | нажмите здесь | все права защищены |
    перепечатка | ctrl+enter | ctrl + enter | нашли ошибку? | нашли опечатку | заметили ошибку? |
    оформите подписку | поддержите нас | поделитесь с друзьями | підписуйтесь на | підписуйся на |
    підпишіться на | приєднуйтесь до | долучайтесь до | стежте за нашими | читайте нас у | усі права захищен |
    всі права захищен | помітили помилку? | знайшли помилку? | підтримайте нас | последвайте ни | абонирайте се |
    всички права запазени | пратите нас | сва права задржана | слідкуйте за нами |
    в нашем телеграм | больше новостей — |
    больше новостей в | наш telegram-канал | следете нè
    """
)
HEBREW = _list_calls(
    """
    עקבו אחרינו | הירשמו ל | לחצו כאן | כל הזכויות שמורות | הורידו את האפליקציה | לשליחת תגובה |
    מצאתם טעות | טעות בכתבה? | הצטרפו לקבוצ | הצטרפו לערוץ
    """
)
ARABIC = _list_calls(
    """
    تابعوا آخر | تابع آخر | تابعونا عبر | عبر قناتنا | قناتنا على | حمّلوا تطبيق |
    تابعونا على | تابعنا على | تابعوا صفحتنا | اشترك في قنا |
    اشتركوا في قنا | انضم إلى قناة |
    انضموا إلى قنا | حمل تطبيق |
    حمّل تطبيق | جميع الحقوق محفوظة | اضغط هنا | لمتابعة آخر الأخبار | ما را دنبال کنید | عضو شوید |
    مشترک شوید | اینجا کلیک کنید | تمامی حقوق | کلیه حقوق | جملہ حقوق | سبسکرائب کریں | فالو کریں
    """
)
DEVANAGARI = _list_calls(
    """
    फॉलो करें | सब्सक्राइब करें | यहां क्लिक करें | यहाँ क्लिक करें | डाउनलोड करें | सर्वाधिकार सुरक्षित |
    से जुड़ें | ज्वाइन करें | ज्वॉइन करें | जॉइन करें | फॉलो करा | क्लिक करा
    """
)
BENGALI = _list_calls(
    """
    ফলো করুন | সাবস্ক্রাইব করুন | এখানে ক্লিক করুন | ডাউনলোড করুন | সর্বস্বত্ব | চ্যানেলে যোগ দিন | খবর পড়তে
    """
)
TAMIL = _list_calls(
    """
    பின்தொடர | கிளிக் செய்ய | பதிவிறக்கம் செய்ய | சேனலில் இணைய
    """
)
THAI = _list_calls(
    """
    ติดตามข่าว | ติดตามได้ที่ | กดติดตาม | สมัครสมาชิก | ดาวน์โหลดแอป | คลิกที่นี่ | คลิกอ่าน | คลิกเลย |
    สงวนลิขสิทธิ์ | อ่านข่าวเพิ่มเติม | เพิ่มเพื่อน
    """
)
CJK = _list_calls(
    """
    分享让更多人看到 | 侵犯了您 | 与本网联系 | 与我们联系 |
    扫描二维码 | 扫码关注 | 扫码下载 | 长按二维码 | 关注我们 | 微信公众号 | 点击查看 | 点击进入 | 点击此处 |
    点击下载 | 下载客户端 | 版权所有 | 未经授权 | 未经许可 | 未经书面 | 不得转载 | 转载请 | 请注明出处 |
    免责声明 | 仅代表作者 | 不代表本 | 立即订阅 | 掃碼 | 追蹤我們 | 加入好友 | 點擊 | 點我 | 點此 | 立即下載 |
    下載app | 版權所有 | 未經授權 | 不得轉載 | 立即訂閱 | 請按讚 | 会員登録 | 会員になると | 会員限定 |
    登録はこちら | 詳しくはこちら | 続きを読むには | この記事は有料 | 残り文字 | 無断転載 | 無断複製 | 転載を禁 |
    禁無断 | フォローして | フォローをお願い | メールマガジンの | アプリをダウンロード | ログインして | 読み放題 |
    お申し込みはこちら
    """
)
HANGUL = _list_calls(
    """
    무단 전재 | 무단전재 | 재배포 금지 | 재배포금지 | 저작권자 | 기사제보 | 제보하기 | 제보는 카카오 | 구독하기 |
    구독과 좋아요 | 구독해 | 앱 다운로드 | 알림 설정 | 알림 받기 | 로그인 후 | 채널 추가 | 기사보기 |
    바로가기
    """
)
# Where each script begins. Between them lie scripts of which no calls are listed.
SCRIPTS = (
    (0x370, GREEK),
    (0x400, CYRILLIC),
    (0x530, NONE),
    (0x590, HEBREW),
    (0x600, ARABIC),
    (0x780, NONE),
    (0x900, DEVANAGARI),
    (0x980, BENGALI),
    (0xA00, NONE),
    (0xB80, TAMIL),
    (0xC00, NONE),
    (0xE00, THAI),
    (0x3040, CJK),
    (0xAC00, HANGUL),
)
STARTS = [start for start, _ in SCRIPTS]
# No call is longer, in characters, nor in those of China, Japan and Korea, whose paragraphs are short.
CALL, EASTERN_CALL = 250, 100
FAR = re.compile("[\u0370-\u0e7f\u3040-\ud7af]")


def is_far_call(text: str) -> bool:
    """Whether a line holds a call in the script of its first letter that is not Latin."""
    letter = FAR.search(text)
    if letter is None or len(text) >= (CALL if letter[0] < "\u3040" else EASTERN_CALL):
        return False
    folded = text.casefold()
    return any(call in folded for call in SCRIPTS[bisect(STARTS, ord(letter[0])) - 1][1])
