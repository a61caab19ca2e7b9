/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attachments that are not what they say, and mails that two readers take apart in
 * two ways.
 *
 * Conservative: a type that says nothing (application/octet-stream), texts of all
 * kinds, and archives that are office files are no contradiction.
 *
 * Limits: FINDINGS_MAX attachments a mail.
 *
 * Does not: look for malware, or unpack archives. */
#include "config.h"

#include "checks.h"

enum { FINDINGS_MAX = 8, LINE_OCTETS = 200 };

static bool
begins (const char *text, const char *prefix)
{
  return g_str_has_prefix (text, prefix);
}

static bool
is_one_of (const char *text, const char *const *words)
{
  for (size_t i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return true;
  return false;
}

/* --- types ----------------------------------------------------------------------- */

/* Something that runs when it is opened. */
static bool
is_program (const char *type)
{
  static const char *const programs[] = {
    "application/x-dosexec",      "application/vnd.microsoft.portable-executable",
    "application/x-executable",   "application/x-pie-executable",
    "application/x-sharedlib",    "application/x-mach-binary",
    "application/x-ms-shortcut",  "application/x-msdownload",
    "application/x-ms-installer", "text/x-shellscript",
    "text/x-msdos-batch",         NULL,
  };
  return is_one_of (type, programs);
}

/* Kinds with a beginning that other files do not have by chance. */
static bool
is_certain (const char *detected)
{
  static const char *const kinds[] = {
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/gif",
    "application/zip",
    "application/gzip",
    "application/x-rar",
    "application/x-7z-compressed",
    "application/x-xz",
    "text/html",
    "text/rtf",
    "application/msword",
    "application/x-ole-storage",
    "application/vnd.ms-excel",
    "application/java-archive",
    NULL,
  };
  return is_program (detected) || is_one_of (detected, kinds) || begins (detected, "application/vnd.openxmlformats")
         || begins (detected, "application/vnd.oasis.");
}

/* A picture, a sound, a film, a PDF: those have a beginning that cannot be taken for another. */
static bool
is_sure_kind (const char *type)
{
  return begins (type, "image/") || begins (type, "audio/") || begins (type, "video/")
         || strcmp (type, "application/pdf") == 0;
}

/* Whether both are of one family, as far as a beginning can tell. */
static bool
is_same_kind (const char *declared, const char *detected)
{
  bool drawing
      = strcmp (declared, "image/svg+xml") == 0 || begins (declared, "image/vnd.") || begins (declared, "image/x-");
  if (begins (declared, "image/"))
    return begins (detected, "image/") || drawing;
  return strcmp (declared, detected) == 0;
}

/* What a file's name says that it is; NULL: nothing that matters. */
static const char *
type_of_name (const char *name)
{
  static const struct {
    const char *ending, *type;
  } types[] = {
    { ".pdf", "application/pdf" },
    { ".jpg", "image/jpeg" },
    { ".jpeg", "image/jpeg" },
    { ".png", "image/png" },
    { ".gif", "image/gif" },
    { ".mp3", "audio/mpeg" },
    { ".wav", "audio/x-wav" },
    { ".mp4", "video/mp4" },
    { ".txt", "text/plain" },
    { ".csv", "text/csv" },
    { ".doc", "application/msword" },
    { ".docx", "application/msword" },
    { ".xls", "application/vnd.ms-excel" },
    { ".xlsx", "application/vnd.ms-excel" },
    { ".zip", "application/zip" },
  };
  size_t length = strlen (name);
  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    {
      size_t ending = strlen (types[i].ending);
      if (length > ending && g_ascii_strcasecmp (name + length - ending, types[i].ending) == 0)
        return types[i].type;
    }
  return NULL;
}

/* What the attachment claims to be: by its type, else by its name. */
static const char *
claimed_type (const MailPart *part)
{
  bool vague = strcmp (part->type, "application/octet-stream") == 0 || strcmp (part->type, "application/unknown") == 0
               || begins (part->type, "application/x-");
  const char *named = part->filename != NULL ? type_of_name (part->filename) : NULL;
  return vague ? named : part->type;
}

/* Whether the claim is of something that one opens without fear. */
static bool
is_harmless_claim (const char *claimed)
{
  return is_sure_kind (claimed) || begins (claimed, "text/") || begins (claimed, "message/")
         || begins (claimed, "application/vnd.ms-") || begins (claimed, "application/vnd.openxmlformats")
         || begins (claimed, "application/vnd.oasis.") || strcmp (claimed, "application/msword") == 0
         || strcmp (claimed, "application/zip") == 0 || strcmp (claimed, "application/rtf") == 0;
}

typedef enum Contradiction { CONTRADICTION_NONE, CONTRADICTION_KIND, CONTRADICTION_PROGRAM } Contradiction;

static Contradiction
contradiction_of (const MailPart *part)
{
  const char *claimed = claimed_type (part);
  const char *detected = part->detected_type;
  if (claimed == NULL || detected == NULL || !is_certain (detected))
    return CONTRADICTION_NONE;
  bool script = begins (detected, "text/");
  if (is_program (detected) && is_harmless_claim (claimed) && !(script && begins (claimed, "text/")))
    return CONTRADICTION_PROGRAM;
  return is_sure_kind (claimed) && !is_same_kind (claimed, detected) ? CONTRADICTION_KIND : CONTRADICTION_NONE;
}

/* --- names ----------------------------------------------------------------------- */

/* The part of a name behind its last dot, and where the one before begins. */
static bool
has_hidden_ending (const char *name)
{
  static const char *const programs[] = { "exe", "scr", "com", "pif", "bat", "cmd", "vbs", "vbe", "js", "jse",
                                          "wsf", "wsh", "hta", "lnk", "ps1", "msi", "cpl", "jar", NULL };
  static const char *const documents[] = { "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "jpg", "jpeg", "png",
                                           "gif", "txt", "rtf",  "csv", "mp3",  "mp4", "html", "htm", "odt",  NULL };
  const char *dot = strrchr (name, '.');
  if (dot == NULL || !is_one_of (dot + 1, programs))
    return false;
  const char *end = dot;
  while (end > name && end[-1] == ' ')
    end--;
  const char *start = end;
  while (start > name && start[-1] != '.')
    start--;
  if (start == name)
    return false;
  g_autofree char *before = g_strndup (start, (gsize) (end - start));
  return is_one_of (before, documents);
}

/* Why a name deceives; NULL: it does not. */
static const char *
deceit_of_name (const char *name)
{
  if (has_hidden_ending (name))
    return N_ ("has a harmless ending in front of the one that counts");
  /* U+202E and U+202D turn what follows around: "exe.pdf" for "fdp.exe". */
  if (strstr (name, "\xE2\x80\xAE") != NULL || strstr (name, "\xE2\x80\xAD") != NULL)
    return N_ ("turns the direction of writing around, so that its ending shows elsewhere");
  for (const char *at = name; *at != '\0'; at++)
    if ((uint8_t) *at < ' ' || *at == 0x7f)
      return N_ ("has control characters in it");
  return strstr (name, "../") != NULL || strstr (name, "..\\") != NULL ? N_ ("leads out of the folder it is stored in")
                                                                       : NULL;
}

/* --- the findings ------------------------------------------------------------------ */

/* The first octets of the attachment as they crossed. */
static void
cite_attachment (SmtpSession *session, Finding *finding, const SmtpTransaction *transaction, const MailPart *part)
{
  uint8_t start[LINE_OCTETS];
  size_t most = MIN (part->encoded, sizeof start);
  size_t length = part->unreachable || part->kind == PART_MULTIPART
                      ? 0
                      : mail_data_copy (transaction->message->data, part->offset, start, most);
  Octets text = octets_of (start, length);
  size_t end = octets_find (text, '\n');
  text = octets_trim_line (octets_slice (text, 0, end));
  if (text.length > 0)
    finding_cite_octets (finding, SIDE_CLIENT, transaction->data_origin, arena_copy (session->arena, text));
  else
    {
      /* A multipart: the field that says what it is. */
      const MailMessage *message = transaction->message;
      for (size_t i = 0; i < message->field_count && finding->evidence_count == 0; i++)
        if (header_field_is (&message->fields[i], "Content-Type"))
          finding_cite_octets (
              finding, SIDE_CLIENT, transaction->data_origin,
              arena_copy (session->arena, octets_trim_line (octets_slice (message->fields[i].raw, 0, LINE_OCTETS))));
    }
  if (transaction->reply != NULL)
    finding_cite_reply (finding, transaction->reply);
  else if (finding->evidence_count == 0 && transaction->mail != NULL)
    finding_cite_command (finding, transaction->mail);
}

static bool
judge_attachment (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const MailPart *part)
{
  const char *quoted = part->filename != NULL ? check_quote (session, octets_of_string (part->filename))
                                              : finding_word (session, N_ ("(no name)"));
  Contradiction contradiction = contradiction_of (part);
  const char *deceit = part->filename != NULL ? deceit_of_name (part->filename) : NULL;
  if (contradiction == CONTRADICTION_NONE && deceit == NULL)
    return false;
  Finding *finding;
  const char *type = check_quote (session, octets_of_string (part->type));
  if (contradiction != CONTRADICTION_NONE && deceit != NULL)
    finding = finding_add (session, check, transaction, "Attachment %s says %s and begins like %s; its name %s.",
                           quoted, type, part->detected_type, finding_word (session, deceit));
  else if (contradiction != CONTRADICTION_NONE)
    finding = finding_add (session, check, transaction, "Attachment %s says %s and begins like %s.", quoted, type,
                           part->detected_type);
  else
    finding = finding_add (session, check, transaction, "The name of attachment %s %s.", quoted,
                           finding_word (session, deceit));
  if (contradiction == CONTRADICTION_PROGRAM || (deceit != NULL && has_hidden_ending (part->filename)))
    finding->severity = SEVERITY_HIGH;
  cite_attachment (session, finding, transaction, part);
  return true;
}

static void
run_attachments (const Check *check, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const MailMessage *message = transaction->message;
      unsigned found = 0;
      for (guint k = 0; message != NULL && k < message->parts->len && found < FINDINGS_MAX; k++)
        {
          const MailPart *part = g_ptr_array_index (message->parts, k);
          if (part->attachment && part->sealing == SEALED_NOT)
            found += judge_attachment (check, session, transaction, part);
        }
    }
}

const Check check_attachment_type_mismatch = {
  .id = "attachment-type-mismatch",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Attachment is not what it says"),
  .explanation
  = N_ ("The type or the name of an attachment promises one thing, and its first octets or the real ending of "
        "its name are another: a program dressed as a document, or a name written so that its ending cannot "
        "be seen. Whoever opens it trusts what he sees."),
  .protection
  = N_ ("Filters that judge attachments by their octets and not by their names; mail programs that show the "
        "whole name; not opening what nobody announced."),
  .reference = "RFC 2183 §5, RFC 2046 §4.5.3",
  .run = run_attachments,
};

/* --- two readings ------------------------------------------------------------------ */

static void
judge_structure (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  enum { DOUBTFUL = NOTE_SEVERAL_TYPES | NOTE_SEVERAL_ENCODINGS | NOTE_SEVERAL_BOUNDARIES | NOTE_LOOSE_BOUNDARY };
  const MailMessage *message = transaction->message;
  for (guint i = 0; message != NULL && i < message->entities->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->entities, i);
      unsigned bit = 0;
      if ((part->notes & DOUBTFUL) == 0)
        continue;
      while ((part->notes & DOUBTFUL & 1u << bit) == 0)
        bit++;
      Finding *finding = finding_add (session, check, transaction, "Part %s (%s): %s.", part->path,
                                      check_quote (session, octets_of_string (part->type)),
                                      finding_word (session, part_note_words (bit)));
      cite_attachment (session, finding, transaction, part);
      return;
    }
}

static void
run_structure (const Check *check, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    judge_structure (check, session, g_ptr_array_index (session->transactions, i));
}

const Check check_mime_ambiguous = {
  .id = "mime-ambiguous",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Mail that two programs read in two ways"),
  .explanation
  = N_ ("The structure of this mail contradicts itself: two types or encodings for one part, two boundaries, "
        "or a line that is a boundary to some programs and text to others. A filter may look at one reading "
        "while the recipient's program shows the other."),
  .protection = N_ ("A gateway that refuses or rewrites such mails."),
  .reference = "RFC 2045 §5, RFC 2046 §5.1.1",
  .run = run_structure,
};
