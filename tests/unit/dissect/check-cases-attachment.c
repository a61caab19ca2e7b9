/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attachments and structures that deceive: cases of check-attachment.c.  What files
 * are is told by tests/support/type-table.h. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define ONE(header, body) ENVELOPE DATA "C From: a@example.com\r\n" header "\r\n\r\n" body "\n" DONE
#define FILE_OF(type, name, body) ONE ("Content-Type: " type "; name=\"" name "\"", body)
#define FIRES(id, name, mail, severity, detail)                                                                        \
  {                                                                                                                    \
    id, name, 25, NULL, GREET EHLO mail QUIT,                                                                          \
    {                                                                                                                  \
      1, severity, 1, 10, detail                                                                                       \
    }                                                                                                                  \
  }
#define QUIET(id, name, mail)                                                                                          \
  {                                                                                                                    \
    id, name, 25, NULL, GREET EHLO mail QUIT, SILENT                                                                   \
  }
#define TYPE "attachment-type-mismatch"
#define WAYS "mime-ambiguous"

const CheckCase check_cases_attachment[] = {
  FIRES (TYPE, "a program as a picture", FILE_OF ("image/png", "a.png", "MZ12"), SEVERITY_HIGH, "begins like"),
  FIRES (TYPE, "a program as a PDF of no type", FILE_OF ("application/octet-stream", "a.pdf", "MZ12"), SEVERITY_HIGH,
         "a.pdf says application/octet-stream"),
  FIRES (TYPE, "a program as a document",
         FILE_OF ("application/msword", "a.doc",
                  "\x7f"
                  "ELF"),
         SEVERITY_HIGH, NULL),
  FIRES (TYPE, "a program as a text", FILE_OF ("text/plain", "a.txt", "MZ12"), SEVERITY_HIGH, NULL),
  FIRES (TYPE, "a page as a PDF", FILE_OF ("application/pdf", "a.pdf", "<html>"), SEVERITY_MEDIUM, "text/html"),
  FIRES (TYPE, "an archive as a picture", FILE_OF ("image/jpeg", "a.jpg", "PK12"), SEVERITY_MEDIUM, NULL),
  FIRES (TYPE, "two endings", FILE_OF ("application/octet-stream", "invoice.pdf.exe", "MZ12"), SEVERITY_HIGH,
         "harmless ending"),
  FIRES (TYPE, "two endings far apart", FILE_OF ("application/octet-stream", "invoice.PDF        .exe", "x"),
         SEVERITY_HIGH, "harmless ending"),
  FIRES (TYPE, "a name that turns around",
         FILE_OF ("application/octet-stream",
                  "a\xE2\x80\xAE"
                  "fdp.exe",
                  "x"),
         SEVERITY_MEDIUM, "turns the direction"),
  FIRES (TYPE, "a name with an escape", FILE_OF ("application/octet-stream", "a\x1b[2Jb", "x"), SEVERITY_MEDIUM,
         "control characters"),
  FIRES (TYPE, "a name that climbs", FILE_OF ("application/octet-stream", "../../x", "x"), SEVERITY_MEDIUM, "folder"),
  QUIET (TYPE, "a picture of another kind", FILE_OF ("image/png", "a.png", "GIF89a")),
  QUIET (TYPE, "a program that says so", FILE_OF ("application/x-msdownload", "setup.exe", "MZ12")),
  QUIET (TYPE, "a program of no type", FILE_OF ("application/octet-stream", "setup.exe", "MZ12")),
  QUIET (TYPE, "an office file is an archive",
         FILE_OF ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx", "PK12")),
  QUIET (TYPE, "an archive of no type", FILE_OF ("application/octet-stream", "a.zip", "PK12")),
  QUIET (TYPE, "a script as a text", FILE_OF ("text/plain", "a.txt", "#!/bin/sh")),
  QUIET (TYPE, "a text as anything", FILE_OF ("application/pdf", "a.pdf", "hello")),
  QUIET (TYPE, "octets of no kind", FILE_OF ("application/pdf", "a.pdf", "x")),
  QUIET (TYPE, "dots in an honest name", FILE_OF ("text/plain", "report.v1.2.final.txt", "hello")),
  QUIET (TYPE, "an archive in another", FILE_OF ("application/gzip", "a.tar.gz", "x")),
  QUIET (TYPE, "no attachment", MAIL),

  FIRES (WAYS, "two types", ONE ("Content-Type: text/plain\r\nContent-Type: text/html", "x"), SEVERITY_LOW,
         "its type more than once"),
  FIRES (WAYS, "two boundaries", ONE ("Content-Type: multipart/mixed; boundary=b; boundary=c", "--b\r\n\r\nx\r\n--b--"),
         SEVERITY_LOW, NULL),
  FIRES (WAYS, "a line that begins like a boundary",
         ONE ("Content-Type: multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--bc\r\n\r\ny\r\n--b--"), SEVERITY_LOW,
         NULL),
  QUIET (WAYS, "one type twice", ONE ("Content-Type: text/plain\r\nContent-Type: text/plain", "x")),
  QUIET (WAYS, "parts", ONE ("Content-Type: multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--b--")),
  QUIET (WAYS, "plain", MAIL),
  { 0 },
};
