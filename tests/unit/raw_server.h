/* A server of one connection that answers with bytes, as they are: what no HTTP library would send. */
#ifndef RAW_SERVER_H
#define RAW_SERVER_H

#include "unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct raw_server {
    int listening;
    pthread_t thread;
    const char *answer;
    const char *trickle; /* written again and again behind the answer until nobody takes it; NULL: none */
    char url[64];
    char asked[2048]; /* the first bytes that came */
};

static inline void *raw_server_run(void *context)
{
    struct raw_server *server = context;
    int fd = accept(server->listening, NULL, NULL);
    if (fd < 0)
        return NULL;
    ssize_t got = recv(fd, server->asked, sizeof server->asked - 1, 0);
    bool going = got > 0 && send(fd, server->answer, strlen(server->answer), MSG_NOSIGNAL) >= 0;
    while (going && server->trickle) {
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
        going = send(fd, server->trickle, strlen(server->trickle), MSG_NOSIGNAL) >= 0;
    }
    close(fd);
    return NULL;
}

static inline void raw_server_start(struct raw_server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    server->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->listening, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server->listening, 4), 0);
    assert_int_equal(getsockname(server->listening, (struct sockaddr *)&address, &size), 0);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    assert_int_equal(pthread_create(&server->thread, NULL, raw_server_run, server), 0);
}

static inline void raw_server_end(struct raw_server *server)
{
    shutdown(server->listening, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listening);
}

#endif
