/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linux as the honest host of deceptions.h: is what the rows say true of the kernel
 * that this runs on, and does smtplens read what its application read?
 *
 *     linux-judge DEVICE NAMESPACE [DIRECTORY [NAME...]]
 *     linux-judge DEVICE NAMESPACE KINDS random SEED COUNT    see deception-random.h
 *
 * The deceiver is behind the TUN device, so that no kernel answers for it.  The honest
 * application has its sockets in the other network namespace, one hop farther; what it
 * reads is what recv gives.  With a directory each connection is saved there, with
 * truth.tsv about what was read.  See tests/run-linux-judge.sh for the network.
 *
 * All in one thread: a packet that is written to the device was dealt with by the
 * kernel, up to the socket, before the next one is. */
#include "config.h"

#include "deception-dialogue.h"
#include "deception-random.h"
#include "deception-reading.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PORT = 25, FIRST_PORT = 40000, PORTS = 1024, CLOSED_PORT = 9, PATIENCE_MS = 700, PACKET_OCTETS = 65536 };

static const char *const deceiver_address[2] = { "192.0.2.10", "2001:db8:1::10" };
static const char *const honest_address[2] = { "198.51.100.25", "2001:db8:2::25" };

typedef struct Judge {
  int device;
  int namespace;
  int listener; /* -1: none */
  int socket;   /* of the honest application; -1: none yet */
  bool closed;
  HonestDialogue dialogue;
} Judge;

static int64_t
now (void *user)
{
  struct timespec time;
  (void) user;
  clock_gettime (CLOCK_REALTIME, &time);
  return (int64_t) time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
fail (const char *what)
{
  fprintf (stderr, "linux-judge: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static int
device_open (const char *name)
{
  struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
  int device = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  g_strlcpy (request.ifr_name, name, sizeof request.ifr_name);
  if (device < 0 || ioctl (device, TUNSETIFF, &request) < 0)
    fail (name);
  return device;
}

static MadeRoute
route_of (uint8_t ip_version, uint16_t source_port, uint16_t destination_port)
{
  MadeRoute route = { .ip_version = ip_version, .source_port = source_port, .destination_port = destination_port };
  bool six = ip_version == 6;
  inet_pton (six ? AF_INET6 : AF_INET, deceiver_address[six], route.source);
  inet_pton (six ? AF_INET6 : AF_INET, honest_address[six], route.destination);
  return route;
}

static socklen_t
socket_address (const MadeRoute *route, const uint8_t *ip, uint16_t port, struct sockaddr_storage *address)
{
  memset (address, 0, sizeof *address);
  if (route->ip_version == 6)
    {
      struct sockaddr_in6 *six = (struct sockaddr_in6 *) address;
      six->sin6_family = AF_INET6;
      six->sin6_port = htons (port);
      memcpy (&six->sin6_addr, ip, 16);
      return sizeof *six;
    }
  struct sockaddr_in *four = (struct sockaddr_in *) address;
  four->sin_family = AF_INET;
  four->sin_port = htons (port);
  memcpy (&four->sin_addr, ip, 4);
  return sizeof *four;
}

static void
start_application (Judge *judge, const DeceptionPlay *play)
{
  struct sockaddr_storage address;
  const int on = 1, buffer = (int) play->row->buffer;
  int one = socket (play->route.ip_version == 6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (one < 0)
    fail ("socket");
  setsockopt (one, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (buffer > 0)
    setsockopt (one, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  judge->listener = judge->socket = -1;
  judge->closed = false;
  judge->dialogue = (HonestDialogue){ .client = play->row->server };
  socklen_t length;
  if (play->row->server)
    {
      length = socket_address (&play->route, play->route.source, PORT, &address);
      if (connect (one, (struct sockaddr *) &address, length) < 0 && errno != EINPROGRESS)
        fail ("connect");
      judge->socket = one;
      return;
    }
  length = socket_address (&play->route, play->route.destination, PORT, &address);
  if (bind (one, (struct sockaddr *) &address, length) < 0 || listen (one, 8) < 0)
    fail ("listen");
  judge->listener = one;
}

static void
end_application (Judge *judge)
{
  const struct linger at_once = { 1, 0 };
  if (judge->socket >= 0)
    {
      setsockopt (judge->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      close (judge->socket);
    }
  if (judge->listener >= 0)
    close (judge->listener);
}

static void
say (Judge *judge, DeceptionPlay *play, const char *text, size_t length)
{
  if (length == 0 || send (judge->socket, text, length, MSG_NOSIGNAL) != (ssize_t) length)
    return;
  g_byte_array_append (play->said, (const uint8_t *) text, (guint) length);
}

static bool
accept_deceiver (Judge *judge, DeceptionPlay *play)
{
  static const char greeting[] = "220 mail.example ESMTP\r\n";
  if (judge->listener < 0)
    return false;
  judge->socket = accept4 (judge->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (judge->socket < 0)
    return false;
  say (judge, play, greeting, sizeof greeting - 1);
  return true;
}

/* The application's turn; whether it did anything. */
static bool
application_step (Judge *judge, DeceptionPlay *play)
{
  uint8_t octets[4096];
  const int on = 1;
  if (judge->closed || play->dead)
    return false;
  if (judge->socket < 0)
    return accept_deceiver (judge, play);
  if (play->row->server && !play->connected)
    return false;
  setsockopt (judge->socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
  ssize_t length = recv (judge->socket, octets, sizeof octets, 0);
  if (length < 0)
    {
      if (errno == EAGAIN || errno == EINTR)
        return false;
      play->dead = true;
      return true;
    }
  g_byte_array_append (play->read, octets, (guint) length);
  GString *says = g_string_new (NULL);
  honest_dialogue_go_on (&judge->dialogue, play->read, says);
  say (judge, play, says->str, says->len);
  g_string_free (says, TRUE);
  if (judge->dialogue.over || length == 0)
    {
      judge->closed = true;
      shutdown (judge->socket, SHUT_WR);
    }
  return true;
}

/* TCP of this connection, and ICMP's word that a packet did not arrive. */
static bool
is_ours (const DeceptionPlay *play, const uint8_t *octets, size_t length)
{
  ReadSegment segment;
  if (!read_segment (octets, length, &segment))
    return length > 20 && octets[0] >> 4 == 4 && octets[9] == 1;
  if (segment.route.ip_version != play->route.ip_version || segment.route.destination_port != play->route.source_port)
    return false;
  return segment.route.source_port == play->route.destination_port
         || (play->row->server && !play->connected && (segment.flags & 2) != 0);
}

static bool
device_step (Judge *judge, DeceptionPlay *play)
{
  static uint8_t octets[PACKET_OCTETS];
  ssize_t length = read (judge->device, octets, sizeof octets);
  if (length <= 0)
    return false;
  if (play != NULL && is_ours (play, octets, (size_t) length))
    deception_play_take (play, octets, (size_t) length);
  return true;
}

static void
go_on (void *user, DeceptionPlay *play)
{
  Judge *judge = user;
  int64_t deadline = now (NULL) + PATIENCE_MS * INT64_C (1000000);
  for (;;)
    {
      bool busy = application_step (judge, play);
      busy |= device_step (judge, play);
      if (busy)
        continue;
      if (deception_play_is_settled (play) || now (NULL) > deadline)
        return;
      struct pollfd wait[2] = { { judge->device, POLLIN, 0 }, { judge->socket, POLLIN, 0 } };
      poll (wait, judge->socket >= 0 && !judge->closed ? 2 : 1, 2);
    }
}

/* What the kernel answers at once is there when the write returns.  The application reads
 * at once, too. */
static void
take (void *user, DeceptionPlay *play, const uint8_t *octets, size_t length)
{
  Judge *judge = user;
  if (write (judge->device, octets, length) != (ssize_t) length)
    fail ("packet");
  bool busy = true;
  while (busy)
    {
      busy = device_step (judge, play);
      busy |= application_step (judge, play);
    }
}

static void
pause_for (void *user, unsigned milliseconds)
{
  (void) user;
  g_usleep (milliseconds * 1000);
}

static char *
quoted (const GByteArray *octets)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < octets->len; i++)
    if (octets->data[i] == '\r')
      g_string_append (text, "\\r");
    else if (octets->data[i] == '\n')
      g_string_append (text, "\\n");
    else if (g_ascii_isprint (octets->data[i]) && octets->data[i] != '\\')
      g_string_append_c (text, (char) octets->data[i]);
    else
      g_string_append_printf (text, "\\x%02x", octets->data[i]);
  return g_string_free (text, FALSE);
}

static char *
digest (const GByteArray *octets)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, octets->data, octets->len);
}

static void
save (const DeceptionPlay *play, const char *directory)
{
  g_autofree char *name = g_strdelimit (g_strdup (play->row->name), " ,/", '-');
  g_autofree char *path = g_strdup_printf ("%s/%s.pcap", directory, name);
  g_autofree char *list = g_strdup_printf ("%s/truth.tsv", directory);
  g_autofree char *read_digest = digest (play->read), *said_digest = digest (play->said);
  g_autofree char *read_text = quoted (play->read), *said_text = quoted (play->said);
  FILE *file = fopen (list, "a");
  if (file == NULL || !deception_play_save (play, path))
    fail (path);
  fprintf (file, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name, play->row->server ? "server" : "client", read_digest,
           said_digest, play->row->other != NULL ? play->row->other : "", read_text, said_text);
  fclose (file);
}

static bool
tell (bool good, const char *name, const char *what, const char *why, const char *open)
{
  g_auto (GStrv) lines = g_strsplit (why, "\n", -1);
  printf ("%sok - %s: %s%s%s\n", good ? "" : "not ", name, what, open != NULL ? " # SKIP " : "",
          open != NULL ? open : "");
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      printf ("    # %s\n", *line);
  return good;
}

static DeceptionPlay *
play_row (Judge *judge, const Deception *row, unsigned index)
{
  uint16_t port = (uint16_t) (FIRST_PORT + index % PORTS);
  const HonestHost host = { judge, take, go_on, now, pause_for };
  MadeRoute route = route_of (row->ipv6 ? 6 : 4, row->server ? PORT : port, row->server ? 0 : PORT);
  /* No two rows share an address, a port and what numbers fragments. */
  route.source[row->ipv6 ? 15 : 3] = (uint8_t) (route.source[row->ipv6 ? 15 : 3] + index / PORTS % 200);
  DeceptionPlay *play = deception_play_new (row, &route, &host);
  start_application (judge, play);
  deception_play_run (play);
  end_application (judge);
  while (device_step (judge, NULL))
    ;
  return play;
}

static bool
judge_row (Judge *judge, const Deception *row, unsigned index, const char *directory)
{
  DeceptionPlay *play = play_row (judge, row, index);
  if (directory != NULL)
    save (play, directory);
  const char *varies = play->trouble->len > 0 ? row->varies : NULL;
  bool good = tell (play->trouble->len == 0 || varies != NULL, row->name, "Linux reads it as the row says",
                    play->trouble->str, varies);
  DeceptionReading *reading = deception_reading_new (play, OVERLAP_LINUX);
  g_autofree char *faults = deception_reading_faults (reading, play);
  deception_reading_free (reading);
  bool same = *faults == '\0';
  const char *excuse = varies != NULL ? varies : row->open;
  if (excuse != NULL && !same)
    tell (true, row->name, "smtplens reads what Linux read", faults, excuse);
  else
    good &= tell (same, row->name, "smtplens reads what Linux read", faults, NULL);
  deception_play_free (play);
  return good;
}

static void
knock (void *user, const uint8_t *octets, size_t length)
{
  Judge *judge = user;
  if (write (judge->device, octets, length) != (ssize_t) length)
    fail ("packet");
}

/* Devices that were set up just now drop packets for a moment.  A port where nobody
 * listens answers with RST. */
static bool
wait_for_way (Judge *judge, uint8_t ip_version)
{
  uint8_t octets[PACKET_OCTETS];
  const MadeRoute route = route_of (ip_version, CLOSED_PORT, CLOSED_PORT);
  const MadeSegment syn = { .flags = 2, .ttl = 64, .window = 1000 };
  for (unsigned tries = 0; tries < 300; tries++)
    {
      struct pollfd wait = { judge->device, POLLIN, 0 };
      made_send (&route, &syn, knock, judge);
      ssize_t length;
      while (poll (&wait, 1, 10) > 0 && (length = read (judge->device, octets, sizeof octets)) > 0)
        {
          ReadSegment segment;
          if (read_segment (octets, (size_t) length, &segment) && segment.route.source_port == CLOSED_PORT)
            return true;
        }
    }
  return false;
}

/* Rows that nobody wrote: only where the readings differ something is told. */
static bool
judge_random (Judge *judge, guint32 seed, unsigned count, const char *kinds)
{
  unsigned differ = 0, lost = 0;
  for (unsigned i = 0; i < count; i++)
    {
      Deception *row = deception_random_new (seed + i, kinds);
      DeceptionPlay *play = play_row (judge, row, i);
      DeceptionReading *reading = deception_reading_new (play, OVERLAP_LINUX);
      g_autofree char *faults = deception_reading_stream_faults (reading, play);
      if (play->trouble->len > 0)
        lost++;
      else if (*faults != '\0')
        {
          differ++;
          printf ("%s: %s\n%s", row->name, row->script, faults);
        }
      deception_reading_free (reading);
      deception_play_free (play);
      deception_random_free (row);
    }
  printf ("%sok - %u random rows: %u are read otherwise (%u did not come to an end)\n", differ > 0 ? "not " : "", count,
          differ, lost);
  return differ == 0;
}

static bool
is_wanted (const char *name, char **wanted)
{
  for (char **one = wanted; *one != NULL; one++)
    if (strstr (name, *one) != NULL)
      return true;
  return *wanted == NULL;
}

static void
enter (int namespace)
{
  if (setns (namespace, CLONE_NEWNET) < 0)
    fail ("setns");
}

int
main (int argc, char **argv)
{
  if (argc < 3)
    return 2;
  cpu_set_t one;
  CPU_ZERO (&one);
  CPU_SET (sched_getcpu (), &one);
  sched_setaffinity (0, sizeof one, &one); /* or packets could overtake each other */
  Judge judge = { .device = device_open (argv[1]) };
  judge.namespace = open (argv[2], O_RDONLY | O_CLOEXEC);
  if (judge.namespace < 0)
    fail (argv[2]);
  enter (judge.namespace); /* the device stays where it was made */
  if (!wait_for_way (&judge, 4) || !wait_for_way (&judge, 6))
    {
      puts ("ok - Linux judges the deceptions # SKIP no packet reaches the other network namespace");
      return 77;
    }
  const char *directory = argc > 3 && *argv[3] != '\0' ? argv[3] : NULL;
  if (argc == 7 && strcmp (argv[4], "random") == 0)
    return judge_random (&judge, (guint32) atoi (argv[5]), (unsigned) atoi (argv[6]), argv[3]) ? 0 : 1;
  char **wanted = argv + MIN (argc, 4);
  bool good = true;
  for (size_t i = 0; i < deception_count; i++)
    if (is_wanted (deceptions[i].name, wanted))
      good &= judge_row (&judge, &deceptions[i], (unsigned) i, directory);
  return good ? 0 : 1;
}
