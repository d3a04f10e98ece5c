package io.orbit.connectors.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Stands between clients and the server, one request per connection. Hands requests on, or does what a test says with them.
 * Conditional puts of one object go through one after the other: the server behind looks and then puts, where S3 does both
 * in one step.
 */
final class S3Front implements AutoCloseable {
    /** What becomes of a request. */
    enum Fate {
        PASS,
        /** The server never sees it; the client is told that it may not. */
        DENY,
        /** The server does it; the client is told that it may not, as one that is no longer there hears nothing. */
        DENY_AFTERWARDS,
        /** The server does it; the connection breaks before the answer. */
        LOSE_ANSWER,
        /** The server never sees it; the connection breaks. */
        BREAK,
        /** The server never sees it; the client is told to slow down. */
        SLOW_DOWN
    }

    /** @param target path and query */
    record Request(String method, String target) {
        boolean changes() {
            return !method.equals("GET") && !method.equals("HEAD");
        }
    }

    private final ServerSocket door;
    private final int behind;
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private volatile Function<Request, Fate> rule = request -> Fate.PASS;

    S3Front(int behind) throws IOException {
        this.behind = behind;
        this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread porter = new Thread(this::answer, "s3-front");
        porter.setDaemon(true);
        porter.start();
    }

    int port() {
        return door.getLocalPort();
    }

    /** From now on. */
    void rule(Function<Request, Fate> fate) {
        seen.clear();
        rule = fate;
    }

    void pass() {
        rule(request -> Fate.PASS);
    }

    /** Since the last rule. */
    List<Request> seen() {
        return seen;
    }

    private void answer() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread thread = new Thread(() -> answer(client), "s3-front-request");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // The door was closed, or the client has gone again: the loop sees which.
            }
        }
    }

    private void answer(Socket socket) {
        try (Socket client = socket) {
            InputStream in = client.getInputStream();
            String head = head(in);
            if (head.isEmpty()) {
                return;
            }
            if (head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
                client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            byte[] body = in.readNBytes(length(head));
            String[] first = head.lines().findFirst().orElse("").split(" ", 3);
            Request request = new Request(first[0], first[1]);
            seen.add(request);
            reply(client.getOutputStream(), request, head, body);
        } catch (IOException e) {
            // The client has gone; there is nobody to tell.
            return;
        }
    }

    private void reply(OutputStream out, Request request, String head, byte[] body) throws IOException {
        Fate fate = rule.apply(request);
        byte[] answer = switch (fate) {
            case DENY, BREAK, SLOW_DOWN -> new byte[0];
            case PASS, DENY_AFTERWARDS, LOSE_ANSWER -> ask(request, head, body);
        };
        switch (fate) {
            case PASS -> out.write(answer);
            case DENY, DENY_AFTERWARDS -> out.write(error(403, "Forbidden", "AccessDenied"));
            case SLOW_DOWN -> out.write(error(503, "Slow Down", "SlowDown"));
            case LOSE_ANSWER, BREAK -> {
                // Nothing is said.
            }
        }
        out.flush();
    }

    private byte[] ask(Request request, String head, byte[] body) throws IOException {
        boolean conditional = head.toLowerCase(Locale.ROOT).contains("\r\nif-none-match: *");
        Object lock = conditional ? locks.computeIfAbsent(request.target(), unused -> new Object()) : new Object();
        synchronized (lock) {
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                server.getOutputStream().write(forwarded(head).getBytes(StandardCharsets.ISO_8859_1));
                server.getOutputStream().write(body);
                server.getOutputStream().flush();
                return server.getInputStream().readAllBytes();
            }
        }
    }

    private static String forwarded(String head) {
        List<String> lines = new ArrayList<>();
        for (String line : head.lines().filter(text -> !text.isEmpty()).toList()) {
            String name = line.toLowerCase(Locale.ROOT);
            if (!name.startsWith("expect:") && !name.startsWith("connection:")) {
                lines.add(line);
            }
        }
        lines.add("Connection: close");
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static byte[] error(int status, String reason, String code) {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>as the test says</Message></Error>";
        return ("HTTP/1.1 " + status + " " + reason + "\r\nContent-Type: application/xml\r\nContent-Length: "
                        + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            boolean expected = next == (ends % 2 == 0 ? '\r' : '\n');
            ends = expected ? ends + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
