#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 06-japanese: a mail as Japanese clients have sent it since the eighties:
# seven-bit ISO-2022-JP in the text, in the header fields as encoded words
# (RFC 2047), and an attachment whose name is told twice, as an encoded word
# (what many clients wrote) and as RFC 2231 wants it.

. "$(dirname "$0")/lab.sh"
. "$(dirname "$0")/servers.sh"
lab_need libc-bin:iconv coreutils:base64
lab_begin postfix

lab_host client note-pc.hogehoge.or.jp 192.0.2.10/24
lab_host mail mail.hogehoge.or.jp 192.0.2.25/24 postfix

postfix_start mail mail.hogehoge.or.jp <<'END'
virtual_mailbox_domains = hogehoge.or.jp
virtual_mailbox_maps = inline:{ taro@hogehoge.or.jp=taro/ }
END

jis ()
{
  iconv -f UTF-8 -t ISO-2022-JP
}

# word TEXT: as an encoded word.  Short texts only: a word has at most 75
# characters, and each begins and ends in ASCII.
word ()
{
  printf '=?ISO-2022-JP?B?%s?=' "$(printf '%s' "$1" | jis | base64 -w 0)"
}

# percent TEXT: as an extended parameter value, in UTF-8.
percent ()
{
  printf "UTF-8''"
  printf '%s' "$1" | od -An -v -tx1 | tr -d '\n' | tr ' a-f' '%A-F'
}

write_on client /srv/mail.txt <<END
Date: $(date '+%a, %d %b %Y %H:%M:%S %z')
From: $(word '山田 花子') <hanako@hogehoge.or.jp>
To: $(word '鈴木 太郎') <taro@hogehoge.or.jp>
Subject: $(word 'お花見のお知らせと')
 $(word '持ち物について')
Message-ID: <hanami.1@note-pc.hogehoge.or.jp>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="sakura_0001"

This is a message with several parts, in MIME format.
--sakura_0001
Content-Type: text/plain; charset=ISO-2022-JP
Content-Transfer-Encoding: 7bit

$(jis <<'TEXT'
鈴木さん、こんにちは。山田です。

土曜日の十時に、上野公園の大きな桜の木の下で会いましょう。
持ち物の一覧を添付します。

.桜の花びらのように、この行は点で始まります。
..この行は二つの点で始まります。

山田 花子
TEXT
)
--sakura_0001
Content-Type: text/plain; charset=UTF-8;
 name="$(word '持ち物一覧.txt')"
Content-Transfer-Encoding: base64
Content-Disposition: attachment;
 filename*=$(percent '持ち物一覧.txt')

$(sed 's/$/\r/' <<'TEXT' | base64 -w 76
お花見の持ち物
・お弁当
・水筒
・敷物
・カメラ
TEXT
)
--sakura_0001--
END

capture_start 06-japanese
on client swaks --server 192.0.2.25 --helo note-pc.hogehoge.or.jp --from hanako@hogehoge.or.jp \
  --to taro@hogehoge.or.jp --data @/srv/mail.txt --hide-all
capture_stop

wait_mail mail /var/mail/lab/taro 1
