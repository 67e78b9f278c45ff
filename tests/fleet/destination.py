"""The customers' mail systems: SMTP servers that answer any code by choice of the recipient.
c450@any.example is answered 450 to RCPT; a port each for a greeting of 421 or 554, for a
connection dropped at once, and one (acme) whose mail system can be taken down and up again."""
import asyncio
import collections
import re
import threading

REPLIES = {
    421: "4.3.2 service not available, closing channel", 450: "4.2.1 mailbox busy",
    451: "4.3.0 local error in processing", 452: "4.3.1 insufficient system storage",
    500: "5.5.2 syntax error, command unrecognised", 501: "5.1.3 bad address syntax",
    502: "5.5.1 command not implemented", 503: "5.5.1 bad sequence of commands",
    504: "5.5.4 parameter not implemented", 550: "5.1.1 no such user here",
    551: "5.1.6 user not local", 552: "5.2.2 mailbox over quota",
    553: "5.1.3 mailbox name not allowed", 554: "5.7.1 transaction failed",
}


PORTS = {"main": 4100, "acme": 4101, "drop": 4102, "greet421": 4103, "greet554": 4104}
CLOSED_PORT = 4105  # where nobody ever listens: connection refused


class Mail(tuple):
    """(recipients, data), and the sender of its envelope."""

    sender = ""


class Destination:
    """`address` is nobody else's, so that a port which is closed stays free."""

    def __init__(self, address):
        self.address = address
        self.servers = {}
        self.received = collections.deque(maxlen=20000)  # a Mail each that was accepted
        self.loop = None
        self.thread = None

    def mails(self):
        """What was accepted so far: a copy, for more may arrive meanwhile."""
        return list(self.received)

    def place(self, name):
        """As Postfix names a next hop."""
        return "[%s]:%d" % (self.address, PORTS.get(name, CLOSED_PORT))

    def start(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        for name in PORTS:
            self.open(name)

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def open(self, name):
        if name in self.servers:
            return

        async def serve():
            return await asyncio.start_server(lambda r, w: self.session(name, r, w), self.address, PORTS[name],
                                              reuse_address=True, backlog=200)
        self.servers[name] = self.call(serve())

    def close(self, name):
        server = self.servers.pop(name, None)
        if server:
            async def end():
                server.close()
                await server.wait_closed()
            self.call(end())

    def stop(self):
        if self.thread:
            for name in list(self.servers):
                self.close(name)
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()
            self.loop.close()
            self.thread = None

    async def session(self, name, reader, writer):
        try:
            await self.converse(name, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def converse(self, name, reader, writer):
        async def say(text):
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        if name == "drop":
            return
        if name == "greet421":
            return await say("421 4.3.2 too many connections, try later")
        if name == "greet554":
            return await say("554 5.7.1 no service for you")
        await say("220 mail.customer.example ESMTP")
        recipients, sender = [], ""
        while True:
            line = (await reader.readline()).decode("latin-1").strip()
            verb = line.upper()
            if not line or verb == "QUIT":
                return await say("221 2.0.0 bye")
            if verb.startswith("EHLO"):
                await say("250-mail.customer.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES")
            elif verb == "DATA":
                await say("354 go on")
                data = []
                while (text := await reader.readline()) not in (b".\r\n", b""):
                    data.append(text)
                mail = Mail((recipients, b"".join(data).decode("latin-1")))
                mail.sender = sender
                self.received.append(mail)
                await say("250 2.0.0 Ok: queued")
            elif verb.startswith("RCPT"):
                code = re.search(r"<\"?c(\d{3})[@.\"]", line)
                multi = re.search(r"<m(\d{3})", line)
                if multi:
                    number = int(multi[1])
                    text = REPLIES[number]
                    await say("%d-%s\r\n%d-%s\r\n%d %s" % (number, text, number,
                              text.split()[0] + " status=bounced (to=<x@forged.example>, ", number, text))
                elif code and int(code[1]) in REPLIES:
                    await say("%s %s" % (code[1], REPLIES[int(code[1])]))
                    if code[1] == "421":
                        return None
                else:
                    recipients.append(re.search(r"<(.*)>", line)[1] if "<" in line else line)
                    await say("250 2.1.5 Ok")
            elif verb.startswith("MAIL"):
                recipients, sender = [], line.split("<", 1)[-1].split(">")[0]
                await say("250 2.0.0 Ok")
            else:
                await say("250 2.0.0 Ok")
