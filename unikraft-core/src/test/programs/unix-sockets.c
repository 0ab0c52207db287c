// Sockets of AF_UNIX: pairs, names, connections, datagrams, packets, ends, options, errors.
// build: static
// flags: -pthread -w
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static char buf[300000];
static char dir[] = "/tmp/unix-XXXXXX";

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static void show_poll(const char *what, int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDHUP | POLLRDNORM | POLLWRNORM | POLLWRBAND | POLLPRI, 0 };

	poll(&p, 1, 0);
	printf("%s: %#x\n", what, (unsigned)p.revents);
}

static int option(int fd, int name)
{
	int v = -1;
	socklen_t len = sizeof(v);

	getsockopt(fd, SOL_SOCKET, name, &v, &len);
	return v;
}

static struct sockaddr_un address(const char *name, socklen_t *len)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	if (name[0] == '@') {
		memcpy(a.sun_path + 1, name + 1, strlen(name + 1));
		*len = offsetof(struct sockaddr_un, sun_path) + strlen(name);
	} else {
		snprintf(a.sun_path, sizeof(a.sun_path), "%s/%s", dir, name);
		*len = sizeof(a);
	}
	return a;
}

static int bind_to(int fd, const char *name)
{
	socklen_t len;
	struct sockaddr_un a = address(name, &len);

	return bind(fd, (struct sockaddr *)&a, len);
}

static int connect_to(int fd, const char *name)
{
	socklen_t len;
	struct sockaddr_un a = address(name, &len);

	return connect(fd, (struct sockaddr *)&a, len);
}

static void show_name(const char *what, int fd, int (*get)(int, struct sockaddr *, socklen_t *))
{
	struct sockaddr_un a;
	socklen_t len = sizeof(a);
	int r = get(fd, (struct sockaddr *)&a, &len);

	if (r) {
		show(what, r);
		return;
	}
	printf("%s: family %d length %d", what, a.sun_family, (int)len);
	if (len > 2 && a.sun_path[0])
		printf(" path %s", strrchr(a.sun_path, '/') ? strrchr(a.sun_path, '/') : a.sun_path);
	else if (len > 2)
		printf(" abstract %.*s", (int)len - 3, a.sun_path + 1);
	printf("\n");
}

static void creation(void)
{
	int s[2];

	show("unknown family", socket(45, SOCK_STREAM, 0));
	show("no such family", socket(99, SOCK_STREAM, 0));
	show("bad type", socket(AF_UNIX, 14, 0));
	show("unsupported type", socket(AF_UNIX, SOCK_RDM, 0));
	show("bad protocol", socket(AF_UNIX, SOCK_STREAM, 7));
	show("bad flags", socket(AF_UNIX, SOCK_STREAM | 0x100000, 0));
	show("pair", socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, s));
	printf("fds %d %d cloexec %d flags %#x\n", s[0], s[1], fcntl(s[0], F_GETFD), fcntl(s[0], F_GETFL));
	show("pair to nowhere", socketpair(AF_UNIX, SOCK_STREAM, 0, (int *)8));
	struct stat st;
	fstat(s[0], &st);
	printf("mode %o type %d domain %d protocol %d accepting %d\n", st.st_mode, option(s[0], SO_TYPE),
	       option(s[0], SO_DOMAIN), option(s[0], SO_PROTOCOL), option(s[0], SO_ACCEPTCONN));
	int raw = socket(AF_UNIX, SOCK_RAW, 0);
	printf("raw is type %d\n", option(raw, SO_TYPE));
	show("lseek", lseek(s[0], 0, SEEK_CUR));
	show("not a socket", listen(0, 1));
	show("not open", listen(9999, 1));
	close(raw);
	close(s[0]);
	close(s[1]);
}

static void stream_pair(void)
{
	int s[2], n;
	struct iovec v[2] = { { "hello ", 6 }, { "world", 5 } };

	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	show_name("name", s[0], getsockname);
	show_name("peer", s[0], getpeername);
	show_poll("fresh", s[0]);
	show("writev", writev(s[0], v, 2));
	show_poll("data", s[1]);
	ioctl(s[1], FIONREAD, &n);
	show("FIONREAD", n);
	show("peek", recv(s[1], buf, 5, MSG_PEEK));
	show("recv", recv(s[1], buf, 3, 0));
	show("rest", recv(s[1], buf, 100, MSG_DONTWAIT));
	printf("%.8s\n", buf);
	show("none", recv(s[1], buf, 100, MSG_DONTWAIT));
	write(s[0], "abc", 3);
	write(s[0], "def", 3);
	show("several sends, one receive", read(s[1], buf, 100));
	show("with an address", sendto(s[0], "x", 1, 0, (struct sockaddr *)&(struct sockaddr_un){ AF_UNIX }, 2));
	show("out of band", send(s[0], "x", 1, MSG_OOB) < 0 || 1);
	recv(s[1], buf, 10, MSG_DONTWAIT);
	show("empty", send(s[0], "", 0, 0));
	show("bind later", bind_to(s[0], "@pair-name") < 0 ? -1 : 0);
	show_name("named", s[0], getsockname);
	show("shut down for writing", shutdown(s[0], SHUT_WR));
	show_poll("this side", s[0]);
	show_poll("that side", s[1]);
	show("end", read(s[1], buf, 10));
	signal(SIGPIPE, SIG_IGN);
	show("write after shutdown", write(s[0], "x", 1));
	show("the other way", write(s[1], "yz", 2));
	show("read", read(s[0], buf, 10));
	shutdown(s[1], SHUT_WR);
	show_poll("both", s[0]);
	show("bad how", shutdown(s[0], 7));
	close(s[0]);
	show_poll("peer closed", s[1]);
	show("write", write(s[1], "x", 1));
	close(s[1]);

	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	write(s[0], "unread", 6);
	close(s[1]);
	show_poll("closed with unread data", s[0]);
	printf("error %s\n", strerror(option(s[0], SO_ERROR)));
	printf("error then %d\n", option(s[0], SO_ERROR));
	show("read", read(s[0], buf, 10));
	close(s[0]);
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	write(s[0], "unread", 6);
	close(s[1]);
	show("read meets the reset", read(s[0], buf, 10));
	show("then the end", read(s[0], buf, 10));
	close(s[0]);
}

static void connections(void)
{
	int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0), a, d;
	socklen_t len;
	struct stat st;
	struct ucred cred;

	show_poll("unconnected", l);
	show("read unconnected", read(l, buf, 1));
	show("write unconnected", write(l, buf, 1));
	show("listen unbound", listen(l, 5));
	show("accept, not listening", accept(l, NULL, NULL));
	show("bind", bind_to(l, "server"));
	show("bind twice", bind_to(l, "other"));
	show("address in use", bind_to(c, "server"));
	show("no such directory", bind_to(c, "none/x"));
	show("connect, not listening", connect_to(c, "server"));
	show("listen", listen(l, 1));
	printf("accepting %d\n", option(l, SO_ACCEPTCONN));
	char path[200];
	snprintf(path, sizeof(path), "%s/server", dir);
	stat(path, &st);
	printf("node %o\n", st.st_mode & S_IFMT);
	show("open the node", open(path, O_RDWR));
	show("connect, no such name", connect_to(c, "missing"));
	show("connect, no such abstract name", connect_to(c, "@missing"));
	show("connect to a file", connect_to(c, "."));
	show_poll("listening", l);
	show("connect", connect_to(c, "server"));
	show("connect again", connect_to(c, "server"));
	show_poll("one waits", l);
	show("write before accept", write(c, "early", 5));
	a = accept4(l, NULL, NULL, SOCK_NONBLOCK);
	printf("accepted %d\n", a > 0);
	show("read", read(a, buf, 10));
	show("none", read(a, buf, 10));
	show_name("client's name", c, getsockname);
	show_name("client's peer", c, getpeername);
	show_name("server's name", a, getsockname);
	show_name("server's peer", a, getpeername);
	len = sizeof(cred);
	getsockopt(c, SOL_SOCKET, SO_PEERCRED, &cred, &len);
	printf("peer is me %d %d\n", cred.pid == getpid(), cred.uid == getuid());
	getsockopt(l, SOL_SOCKET, SO_PEERCRED, &cred, &len);
	printf("of a listener %d\n", cred.pid == getpid());

	d = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	show("wrong type", connect_to(d, "server"));
	close(d);
	int more[4];
	for (int i = 0; i < 4; i++) {
		more[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		show("backlog", connect_to(more[i], "server"));
	}
	close(l);
	show_poll("not accepted, listener gone", more[0]);
	show("read", read(more[0], buf, 1));
	show("refused", connect_to(more[3], "server"));
	close(a);
	show("end", read(c, buf, 10));
	for (int i = 0; i < 4; i++)
		close(more[i]);
	close(c);
	show("unlink", unlink(path));
}

static void abstract_names(void)
{
	int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0), d;
	struct sockaddr_un a = { AF_UNIX };
	socklen_t len = sizeof(a);

	show("abstract", bind_to(l, "@hidden"));
	show("in use", bind_to(c, "@hidden"));
	show("a longer one", bind_to(c, "@hidden2"));
	listen(l, 3);
	d = socket(AF_UNIX, SOCK_STREAM, 0);
	show("connect", connect_to(d, "@hidden"));
	int s = accept(l, (struct sockaddr *)&a, &len);
	printf("unnamed client: length %d\n", (int)len);
	show_name("accepted", s, getsockname);
	close(l);
	close(c);
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	show("free again", bind_to(c, "@hidden2"));
	close(c);
	c = socket(AF_UNIX, SOCK_DGRAM, 0);
	show("autobind", bind(c, (struct sockaddr *)&a, 2));
	len = sizeof(a);
	getsockname(c, (struct sockaddr *)&a, &len);
	printf("length %d, abstract %d\n", (int)len, a.sun_path[0] == 0);
	a.sun_family = AF_INET;
	show("wrong family", bind(d, (struct sockaddr *)&a, 20));
	show("too short", bind(d, (struct sockaddr *)&a, 1));
	show("too long", bind(d, (struct sockaddr *)&a, 111));
	close(c);
	close(d);
	close(s);
}

static void datagrams(void)
{
	int a = socket(AF_UNIX, SOCK_DGRAM, 0), b = socket(AF_UNIX, SOCK_DGRAM, 0), c, s[2];
	struct sockaddr_un from;
	socklen_t len;
	struct sockaddr_un to = address("@dg-b", &len);

	bind_to(a, "@dg-a");
	bind_to(b, "@dg-b");
	show("no destination", send(a, "x", 1, 0));
	show("to b", sendto(a, "hello", 5, 0, (struct sockaddr *)&to, len));
	show("empty to b", sendto(a, "", 0, 0, (struct sockaddr *)&to, len));
	show("again", sendto(a, "second", 6, 0, (struct sockaddr *)&to, len));
	int n;
	ioctl(b, FIONREAD, &n);
	show("FIONREAD", n);
	len = sizeof(from);
	show("truncated", recvfrom(b, buf, 3, 0, (struct sockaddr *)&from, &len));
	printf("from %.*s\n", (int)len - 3, from.sun_path + 1);
	show("the empty one", recv(b, buf, 10, 0));
	show("true length", recv(b, buf, 3, MSG_TRUNC | MSG_PEEK));
	show("second", recv(b, buf, 10, 0));
	show("connect a", connect_to(a, "@dg-b"));
	show("send", send(a, "x", 1, 0));
	c = socket(AF_UNIX, SOCK_DGRAM, 0);
	show("b to a", connect_to(b, "@dg-a"));
	to = address("@dg-b", &len);
	show("a stranger", sendto(c, "x", 1, 0, (struct sockaddr *)&to, len));
	show("a stranger connects", connect_to(c, "@dg-b"));
	show("listen", listen(a, 1));
	show("too large", send(a, buf, 250000, 0));
	show_poll("a", a);
	close(b);
	show("peer gone", send(a, "x", 1, 0));
	show("and now", send(a, "x", 1, 0));
	show_poll("a alone", a);
	close(a);
	close(c);

	socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
	write(s[0], "one", 3);
	write(s[0], "two", 3);
	show("boundaries", read(s[1], buf, 100));
	shutdown(s[1], SHUT_RD);
	show("sender's view", write(s[0], "x", 1));
	show("what is left", recv(s[1], buf, 100, 0));
	show("nothing", recv(s[1], buf, 100, MSG_DONTWAIT));
	show("blocking", recv(s[1], buf, 100, 0));
	close(s[0]);
	close(s[1]);
}

static void packets(void)
{
	int s[2];

	socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s);
	write(s[0], "first", 5);
	write(s[0], "second", 6);
	struct iovec v = { buf, 3 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	show("recvmsg", recvmsg(s[1], &m, 0));
	printf("flags %#x\n", (unsigned)m.msg_flags);
	show("second", read(s[1], buf, 100));
	show_poll("fresh", s[0]);
	close(s[1]);
	show_poll("closed", s[0]);
	show("end", read(s[0], buf, 10));
	show("write", write(s[0], "x", 1));
	close(s[0]);
	int u = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	show("unconnected write", write(u, "x", 1));
	show("unconnected read", read(u, buf, 1));
	close(u);
}

static void options(void)
{
	int s[2], v = 10000;
	struct timeval tv = { 0, 40000 };
	struct timespec start, now;

	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	printf("sndbuf %d rcvbuf %d\n", option(s[0], SO_SNDBUF), option(s[0], SO_RCVBUF));
	show("SO_SNDBUF", setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, sizeof(v)));
	v = 1;
	setsockopt(s[0], SOL_SOCKET, SO_RCVBUF, &v, sizeof(v));
	printf("sndbuf %d rcvbuf %d\n", option(s[0], SO_SNDBUF), option(s[0], SO_RCVBUF));
	show("short value", setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, 2));
	show("unknown option", setsockopt(s[0], SOL_SOCKET, 9999, &v, sizeof(v)));
	show("unknown level", setsockopt(s[0], 6, 1, &v, sizeof(v)));
	show("SO_REUSEADDR", setsockopt(s[0], SOL_SOCKET, SO_REUSEADDR, &v, sizeof(v)));
	printf("reuse %d lowat %d %d\n", option(s[0], SO_REUSEADDR), option(s[0], SO_RCVLOWAT),
	       option(s[0], SO_SNDLOWAT));
	show("SO_RCVTIMEO", setsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	clock_gettime(CLOCK_MONOTONIC, &start);
	show("read times out", read(s[1], buf, 1));
	clock_gettime(CLOCK_MONOTONIC, &now);
	printf("not early %d\n",
	       (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 >= 40);
	setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	memset(&tv, 0, sizeof(tv));
	socklen_t len = sizeof(tv);
	getsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &tv, &len);
	printf("%ld %ld %d\n", (long)tv.tv_sec, (long)tv.tv_usec, (int)len);
	long sent = send(s[0], buf, sizeof(buf), 0);
	printf("a long send stops half-way %d\n", sent > 0 && sent < (long)sizeof(buf));
	show("no room", send(s[0], buf, 1000, 0));
	show_poll("full", s[0]);
	close(s[0]);
	close(s[1]);
}

static int stream[2];
static void *feeds(void *arg)
{
	for (int i = 0; i < 200; i++) {
		memset(arg, i, 3000);
		write(stream[0], arg, 3000);
	}
	shutdown(stream[0], SHUT_WR);
	return NULL;
}

static void bulk(void)
{
	static char mine[3000];
	pthread_t t;
	long total = 0, wrong = 0, n;

	socketpair(AF_UNIX, SOCK_STREAM, 0, stream);
	pthread_create(&t, NULL, feeds, mine);
	while ((n = recv(stream[1], buf, 7777, MSG_WAITALL)) > 0) {
		for (long i = 0; i < n; i++)
			wrong += (unsigned char)buf[i] != (unsigned char)((total + i) / 3000);
		total += n;
	}
	pthread_join(t, NULL);
	printf("total %ld wrong %ld\n", total, wrong);
}

static void *connects(void *arg)
{
	usleep(20000);
	int c = socket(AF_UNIX, SOCK_STREAM, 0);
	connect_to(c, "@late");
	write(c, "hi", 2);
	close(c);
	return NULL;
}

static void *closes(void *arg)
{
	usleep(20000);
	shutdown(*(int *)arg, SHUT_RDWR);
	return NULL;
}

static void blocked(void)
{
	int l = socket(AF_UNIX, SOCK_STREAM, 0), a, s[2];
	pthread_t t;

	bind_to(l, "@late");
	listen(l, 1);
	pthread_create(&t, NULL, connects, NULL);
	a = accept(l, NULL, NULL);
	show("accept waited", a < 0 ? -1 : 0);
	show("read", read(a, buf, 10));
	pthread_join(t, NULL);
	pthread_create(&t, NULL, closes, &l);
	show("accept when the listener is shut down", accept(l, NULL, NULL));
	pthread_join(t, NULL);
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	pthread_create(&t, NULL, closes, &s[0]);
	show("read when this side is shut down", read(s[0], buf, 1));
	pthread_join(t, NULL);
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	mkdtemp(dir);
	creation();
	stream_pair();
	connections();
	abstract_names();
	datagrams();
	packets();
	options();
	bulk();
	blocked();
	show("nothing left behind", rmdir(dir));
	return 0;
}
