"""Runs moto's server on a free port of the loopback interface, says which, and ends when its standard input does."""

import os
import sys

from moto.server import ThreadedMotoServer

# Each connection has a thread, and nothing in moto keeps a condition and its write together. A thread that waits for
# nothing goes on to its end, so that of two racers one wins, as in DynamoDB.
sys.setswitchinterval(5)

server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
# Connections that are kept alive would hold up an orderly end, and nothing here outlives the process.
os._exit(0)
