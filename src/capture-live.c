/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures from a device, by libpcap, and the list of devices.
 *
 * The descriptor is polled and read without waiting.  The kernel hands packets
 * over in blocks at the latest after HAND_OVER_MS; not one by one, because then
 * its ring would have room for few.  The filter runs in the kernel, so what it
 * left out is not counted here, and packets are numbered as they are handed on.
 *
 * An interface that first goes down and is then taken away makes no sound: its
 * descriptor stays silent, and libpcap notices only when it is asked.  So what
 * is given to be polled joins the descriptor with a clock of LOOK_AFTER_S. */
#include "config.h"

#include "capture-input.h"

#include "../dissect/translate.h"
#include "savefile.h"

#include <pcap.h>

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum {
  SNAPSHOT_LENGTH = 262144,
  HAND_OVER_MS = 100,
  LOOK_AFTER_S = 1,
};

typedef struct LiveCapture {
  Capture capture; /* first */
  CaptureInput input;
  pcap_t *device;
  int either; /* epoll: the device's descriptor or the clock */
  int clock;
  int link_type;
  bool nanoseconds;
  bool over;
  uint32_t last_dropped; /* libpcap's counters, which wrap */
  uint32_t last_interface_dropped;
  PacketHandler handler; /* while libpcap calls back */
  void *user;
} LiveCapture;

/* -D */

static const char *
connection_word (bpf_u_int32 flags)
{
  if (flags & PCAP_IF_LOOPBACK)
    return ", Loopback";
  switch (flags & PCAP_IF_CONNECTION_STATUS)
    {
    case PCAP_IF_CONNECTION_STATUS_CONNECTED:
      return ", Connected";
    case PCAP_IF_CONNECTION_STATUS_DISCONNECTED:
      return ", Disconnected";
    default:
      return "";
    }
}

static void
append_addresses (GString *line, const pcap_addr_t *address)
{
  const char *between = " ";
  for (; address != NULL; address = address->next)
    {
      char name[NI_MAXHOST];
      if (address->addr == NULL)
        continue;
      socklen_t length;
      if (address->addr->sa_family == AF_INET)
        length = sizeof (struct sockaddr_in);
      else if (address->addr->sa_family == AF_INET6)
        length = sizeof (struct sockaddr_in6);
      else
        continue;
      if (getnameinfo (address->addr, length, name, sizeof name, NULL, 0, NI_NUMERICHOST) != 0)
        continue;
      g_string_append_printf (line, "%s%s", between, name);
      between = ", ";
    }
}

static bool
find_devices (pcap_if_t **devices, GError **error)
{
  char trouble[PCAP_ERRBUF_SIZE] = "";
  if (pcap_findalldevs (devices, trouble) == 0)
    return true;
  g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, _ ("the interfaces cannot be listed: %s"), trouble);
  return false;
}

char *
capture_list_interfaces (GError **error)
{
  pcap_if_t *devices = NULL;
  if (!find_devices (&devices, error))
    return NULL;
  GString *lines = g_string_new (NULL);
  unsigned number = 0;
  for (const pcap_if_t *device = devices; device != NULL; device = device->next)
    {
      g_string_append_printf (lines, "%u.%s", ++number, device->name);
      if (device->description != NULL)
        g_string_append_printf (lines, " (%s)", device->description);
      bpf_u_int32 flags = device->flags;
      if (flags & PCAP_IF_UP)
        g_string_append_printf (lines, " [Up%s%s%s]", flags & PCAP_IF_RUNNING ? ", Running" : "",
                                flags & PCAP_IF_WIRELESS ? ", Wireless" : "", connection_word (flags));
      append_addresses (lines, device->addresses);
      g_string_append_c (lines, '\n');
    }
  pcap_freealldevs (devices);
  return g_string_free (lines, FALSE);
}

/* The name of the interface with this number in the list, NULL if there is none. */
static char *
name_of_number (const char *number)
{
  guint64 wanted;
  pcap_if_t *devices = NULL;
  if (!g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT, &wanted, NULL) || !find_devices (&devices, NULL))
    return NULL;
  const pcap_if_t *device = devices;
  while (device != NULL && --wanted > 0)
    device = device->next;
  char *name = device != NULL ? g_strdup (device->name) : NULL;
  pcap_freealldevs (devices);
  return name;
}

/* Opening */

static bool
refuse (const char *interface, pcap_t *device, int result, GError **error)
{
  const char *more = pcap_geterr (device);
  switch (result)
    {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_PERMISSION,
                   _ ("%s: no permission to capture: run as root, or allow the program once with "
                      "\"setcap cap_net_raw,cap_net_admin=eip\" and its path"),
                   interface);
      break;
    case PCAP_ERROR_NO_SUCH_DEVICE:
      g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, _ ("%s: no such interface; -D lists those there are"),
                   interface);
      break;
    case PCAP_ERROR_IFACE_NOT_UP:
      g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, _ ("%s: the interface is not up"), interface);
      break;
    case PCAP_ERROR_RFMON_NOTSUP:
      g_set_error (
          error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE,
          _ ("%s: libpcap cannot put this interface into monitor mode; for a radio, iw dev %s set type monitor may"),
          interface, interface);
      break;
    default:
      g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, "%s: %s", interface,
                   *more != '\0' ? more : pcap_statustostr (result));
    }
  return false;
}

/* Before activation none of these can fail for a reason of the device's. */
static void
set_up (pcap_t *device, const LiveOptions *options)
{
  pcap_set_snaplen (device, options->snapshot_length > 0 ? options->snapshot_length : SNAPSHOT_LENGTH);
  pcap_set_promisc (device, options->promiscuous);
  pcap_set_timeout (device, HAND_OVER_MS);
  if (options->buffer_kib > 0)
    pcap_set_buffer_size (device, MIN (options->buffer_kib, G_MAXINT / 1024) * 1024);
  pcap_set_tstamp_precision (device, PCAP_TSTAMP_PRECISION_NANO); /* else microseconds, told below */
}

static bool
set_monitor_mode (pcap_t *device, const char *interface, GError **error)
{
  int result = pcap_can_set_rfmon (device);
  if (result == 1)
    result = pcap_set_rfmon (device, 1);
  else if (result == 0 && if_nametoindex (interface) == 0)
    result = PCAP_ERROR_NO_SUCH_DEVICE;
  /* Else it may be in that mode already, which is told by its link type. */
  return result == 0 || refuse (interface, device, result, error);
}

static bool
is_in_monitor_mode (pcap_t *device)
{
  switch (pcap_datalink (device))
    {
    case DLT_IEEE802_11:
    case DLT_PRISM_HEADER:
    case DLT_IEEE802_11_RADIO:
    case DLT_IEEE802_11_RADIO_AVS:
    case DLT_PPI:
      return true;
    default:
      return false;
    }
}

static bool
set_filter (pcap_t *device, const char *filter, GError **error)
{
  struct bpf_program program;
  if (pcap_compile (device, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0)
    {
      g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_FILTER, _ ("filter \"%s\": %s"), filter, pcap_geterr (device));
      return false;
    }
  int result = pcap_setfilter (device, &program);
  if (result != 0)
    g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, _ ("the filter cannot be set: %s"), pcap_geterr (device));
  pcap_freecode (&program);
  return result == 0;
}

static bool
activate (pcap_t *device, const LiveOptions *options, const char *filter, GError **error)
{
  const char *interface = options->interface;
  if (options->monitor && !set_monitor_mode (device, interface, error))
    return false;
  set_up (device, options);
  int result = pcap_activate (device);
  if (result < 0) /* above zero are warnings: promiscuous mode that a device does not have, and such */
    return refuse (interface, device, result, error);
  if (options->monitor && !is_in_monitor_mode (device))
    return refuse (interface, device, PCAP_ERROR_RFMON_NOTSUP, error);
  if (filter != NULL && !set_filter (device, filter, error))
    return false;
  char trouble[PCAP_ERRBUF_SIZE] = "";
  if (pcap_setnonblock (device, 1, trouble) != 0)
    {
      g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, "%s: %s", interface, trouble);
      return false;
    }
  return true;
}

/* Reading */

static void
take_packet (u_char *live_octets, const struct pcap_pkthdr *header, const u_char *octets)
{
  LiveCapture *live = (LiveCapture *) (void *) live_octets;
  CaptureCounters *counters = &live->capture.counters;
  const Packet packet = {
    .octets = octets,
    .captured = header->caplen,
    .length = MAX (header->caplen, header->len),
    .number = ++live->input.packets,
    .time = (int64_t) header->ts.tv_sec * 1000000000 + (int64_t) header->ts.tv_usec * (live->nanoseconds ? 1 : 1000),
    .link_type = live->link_type,
    .nanoseconds = live->nanoseconds,
  };
  counters->packets++;
  counters->octets += packet.captured;
  live->handler (live->user, &packet);
}

static CaptureStatus
live_read (Capture *capture, unsigned most, PacketHandler handler, void *user, GError **error)
{
  LiveCapture *live = (LiveCapture *) capture;
  if (live->over)
    return CAPTURE_END;
  live->handler = handler;
  live->user = user;
  int count = pcap_dispatch (live->device, (int) CLAMP (most, 1, G_MAXINT), take_packet, (u_char *) live);
  if (count > 0)
    return CAPTURE_MORE;
  if (count == 0)
    {
      uint64_t ticks;
      (void) !read (live->clock, &ticks, sizeof ticks); /* it may not have ticked */
      return CAPTURE_AGAIN;
    }
  live->over = true;
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
    live->input.damage[tongue] = g_strdup_printf ("%s: %s", live->input.name, pcap_geterr (live->device));
  g_set_error_literal (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, live->input.damage[TONGUE_USER]);
  return CAPTURE_END;
}

static int
live_fd (const Capture *capture)
{
  return ((const LiveCapture *) capture)->either;
}

static void
live_refresh (Capture *capture)
{
  LiveCapture *live = (LiveCapture *) capture;
  struct pcap_stat counts;
  if (pcap_stats (live->device, &counts) != 0)
    return; /* a device that went away: the last counts stand */
  live->capture.counters.kernel_dropped += counts.ps_drop - live->last_dropped;
  live->capture.counters.interface_dropped += counts.ps_ifdrop - live->last_interface_dropped;
  live->last_dropped = counts.ps_drop;
  live->last_interface_dropped = counts.ps_ifdrop;
}

static const CaptureInput *
live_input (const Capture *capture, guint index)
{
  g_assert (index == 0);
  return &((const LiveCapture *) capture)->input;
}

static guint
live_input_count (const Capture *capture)
{
  (void) capture;
  return 1;
}

static void
live_free (Capture *capture)
{
  LiveCapture *live = (LiveCapture *) capture;
  if (live->either >= 0)
    close (live->either);
  if (live->clock >= 0)
    close (live->clock);
  pcap_close (live->device);
  g_free (live->input.name);
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
    g_free (live->input.damage[tongue]);
  g_free (live);
}

static const CaptureKind live_kind
    = { live_read, live_fd, live_refresh, live_input, live_input_count, live_free, NULL };

static bool
join_with_clock (LiveCapture *live, GError **error)
{
  const struct itimerspec period = { .it_interval.tv_sec = LOOK_AFTER_S, .it_value.tv_sec = LOOK_AFTER_S };
  struct epoll_event event = { .events = EPOLLIN };
  live->clock = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  live->either = epoll_create1 (EPOLL_CLOEXEC);
  if (live->clock >= 0 && live->either >= 0 && timerfd_settime (live->clock, 0, &period, NULL) == 0
      && epoll_ctl (live->either, EPOLL_CTL_ADD, live->clock, &event) == 0
      && epoll_ctl (live->either, EPOLL_CTL_ADD, pcap_get_selectable_fd (live->device), &event) == 0)
    return true;
  int number = errno;
  g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, _ ("%s: cannot be waited for: %s"), live->input.name,
               g_strerror (number));
  return false;
}

static Capture *
open_interface (const LiveOptions *options, const char *filter, GError **error)
{
  char trouble[PCAP_ERRBUF_SIZE] = "";
  pcap_t *device = pcap_create (options->interface, trouble);
  if (device == NULL)
    {
      g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_DEVICE, "%s: %s", options->interface, trouble);
      return NULL;
    }
  LiveCapture *live = g_new0 (LiveCapture, 1);
  live->capture.kind = &live_kind;
  live->device = device;
  live->clock = live->either = -1;
  live->input.name = g_strdup (options->interface);
  if (!activate (device, options, filter, error) || !join_with_clock (live, error))
    {
      live_free (&live->capture);
      return NULL;
    }
  live->link_type = savefile_link_type ((unsigned) pcap_datalink (device));
  live->nanoseconds = pcap_get_tstamp_precision (device) == PCAP_TSTAMP_PRECISION_NANO;
  return &live->capture;
}

Capture *
capture_open_live (const LiveOptions *options, const char *filter, GError **error)
{
  g_autofree char *name = name_of_number (options->interface);
  LiveOptions named = *options;
  if (name != NULL)
    named.interface = name;
  return open_interface (&named, filter, error);
}
