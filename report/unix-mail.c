/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Converts line by line without holding lines: of each line only as much is kept back
 * as may still turn out to be ">*From ".  A CR that no LF follows stays. */
#include "config.h"

#include "unix-mail.h"

static const char from_word[] = "From ";
enum { FROM_LENGTH = sizeof from_word - 1 };

void
unix_mail_init (UnixMail *mail, bool quotes)
{
  *mail = (UnixMail){ .quotes = quotes, .line_start = true };
}

/* Gives on what was kept back at the line's start. */
static void
settle_start (UnixMail *mail, GString *to)
{
  if (mail->quotes && mail->matched == FROM_LENGTH)
    g_string_append_c (to, '>');
  for (; mail->marks > 0; mail->marks--)
    g_string_append_c (to, '>');
  g_string_append_len (to, from_word, (gssize) mail->matched);
  mail->matched = 0;
  mail->line_start = false;
}

static void
take (UnixMail *mail, uint8_t c, GString *to)
{
  if (mail->line_start)
    {
      if (c == '>' && mail->matched == 0)
        {
          mail->marks++;
          return;
        }
      if (c == (uint8_t) from_word[mail->matched])
        {
          if (++mail->matched == FROM_LENGTH)
            settle_start (mail, to);
          return;
        }
      settle_start (mail, to);
    }
  g_string_append_c (to, (char) c);
  mail->line_start = c == '\n';
}

void
unix_mail_feed (UnixMail *mail, Octets octets, GString *to)
{
  for (size_t i = 0; i < octets.length;)
    {
      uint8_t c = octets.at[i];
      if (mail->cr && c != '\n')
        take (mail, '\r', to);
      mail->cr = c == '\r';
      if (!mail->cr)
        take (mail, c, to);
      i++;
      /* The rest of a line is as it is, but for its end. */
      if (mail->cr || mail->line_start)
        continue;
      size_t end = i;
      while (end < octets.length && octets.at[end] != '\r' && octets.at[end] != '\n')
        end++;
      g_string_append_len (to, (const char *) octets.at + i, (gssize) (end - i));
      i = end;
    }
}

void
unix_mail_finish (UnixMail *mail, GString *to)
{
  if (mail->cr)
    take (mail, '\r', to);
  mail->cr = false;
  bool begun = !mail->line_start || mail->marks > 0 || mail->matched > 0;
  if (mail->line_start)
    settle_start (mail, to);
  if (begun)
    g_string_append_c (to, '\n');
  mail->line_start = true;
}

void
unix_mail_from_line (Octets reverse_path, int64_t time, GString *to)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  enum { PATH_OCTETS = 320 };
  g_string_append (to, "From ");
  if (reverse_path.length == 0)
    g_string_append (to, "MAILER-DAEMON");
  for (size_t i = 0; i < reverse_path.length && i < PATH_OCTETS; i++)
    {
      /* A space would end the address to a reader, a control worse. */
      uint8_t c = reverse_path.at[i];
      g_string_append_c (to, c > 0x20 && c < 0x7f ? (char) c : '_');
    }
  int64_t seconds = time / 1000000000 - (time % 1000000000 < 0);
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);
  if (date == NULL)
    date = g_date_time_new_from_unix_utc (0);
  g_string_append_printf (to, " %s %s %2d %02d:%02d:%02d %04d\n", days[g_date_time_get_day_of_week (date) - 1],
                          months[g_date_time_get_month (date) - 1], g_date_time_get_day_of_month (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date), g_date_time_get_second (date),
                          g_date_time_get_year (date));
}
