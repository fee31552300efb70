// Every bound of the HTTP front, with its default and the reason for it. The server enforces them; the configuration
// may change them.

/// Sizes and counts the front never exceeds.
package struct HTTPLimits: Sendable, Equatable {
  /// Bytes of a request's body; more is 413. Also the bound of an NDJSON submission of 10,000 lines.
  package var bodyBytesMax = 16 << 20
  /// The same for a request that needs no token and has none: no such route needs more.
  package var strangerBodyBytesMax = 4 << 10
  /// Bytes of request bodies held at one time over all connections, three quarters of it for one kind of listener. A body counts once it is larger than
  /// `bodyBytesFree`; one that would exceed this bound is refused for the moment (503).
  package var bodyBytesTotalMax = 128 << 20
  /// Bytes of body a connection may hold without being counted against `bodyBytesTotalMax`.
  package var bodyBytesFree = 64 << 10
  /// Bytes of a body that is read on the event loop of its connection, which takes well under a millisecond; whoever
  /// sends more waits for a thread that reads such bodies one after another. 16 MiB take a second and more.
  package var bodyBytesOnLoopMax = 64 << 10
  /// Bytes of a refused request's body that are read and dropped so that its connection can be kept.
  package var discardBytesMax = 64 << 10
  /// Bytes of all header names and values together, with the request target; more is 431.
  package var headerBytesMax = 64 << 10
  /// Bytes of one header field or of the request target; more is 431.
  package var headerFieldBytesMax = 16 << 10
  /// Header fields in one request; more is 431.
  package var headerCountMax = 100
  /// Open connections; one more is answered with 503 and closed.
  package var connectionsMax = 4096
  /// Of them those that come over TCP from one address (of IPv6: one network of 64 bits) and have not shown a valid token;
  /// for one more, the one that has been here for longest is closed. More than any client opens before it has asked for
  /// anything, and a small part of all: with 10,000 new ones a second each has 25 ms for its request to come. Behind a
  /// proxy all clients have one address, but are strangers only until their first answer.
  package var strangersPerPeerMax = 256
  /// So often the event loop looks for a token in what a stranger has sent before it has to make room; all together takes
  /// 3 ms. One look is enough for a head of 2 KiB.
  static let leaverLooksMax = 6
  /// Requests of a connection that are begun before others have their turn, if more have come than that.
  package var requestsPerTurnMax = 16
  /// The same as long as none of its requests has shown a valid token: no such client has many to ask at once.
  package var strangerRequestsPerTurnMax = 1
  /// Bytes the parser is given at a time: what it makes of them has to be held until it is served, and takes many times
  /// the memory. Large enough for the whole of an ordinary request.
  package var decodeBytesMax = 4 << 10
  /// The same as long as no request of the connection has shown a valid token: a hundred short requests that are parsed at
  /// once hold others up, and one of them is served in a turn.
  package var strangerDecodeBytesMax = 512
  /// Bytes of a connection that wait to be parsed while a request is being served. Reading stops long before (it is done
  /// in pieces of at most 64 KiB); only at the peer's end comes all that the kernel holds, and more than this is not kept.
  package var undecodedBytesMax = 512 << 10
  /// Bytes of a body that have to come within `HTTPTimeouts.body`, unless it ends: about 140 bytes a second. A peer that
  /// sends a byte now and then would keep its connection for ever.
  package var bodyBytesPerWaitMin = 4 << 10
  /// Questions of the kernel that a peer may leave unanswered (`HTTPTimeouts.keepAliveInterval`): with 30 s before them, a
  /// peer that has vanished is gone within a minute.
  package var keepAliveProbesMax = 3
  /// Connections the kernel may hold that are not accepted yet.
  package var backlogMax: Int32 = 1024
  /// The number of a connection's descriptor is below this, else it is answered with 503 and closed. The kernel gives the
  /// lowest that is free, so it is a bound for all that the process has open; see `DescriptorBudget`.
  package var descriptorNumbersMax = Int.max
  /// Bytes of answers over all connections that their peers have not taken; beyond it, who has taken nothing for longest
  /// loses the connection.
  package var unsentBytesTotalMax = 128 << 20
  /// Bytes queued for a reader before a streamed answer waits for it.
  package var writeBufferBytesMax = 256 << 10

  /// Bytes of a list up to which it is answered whole; a longer one is made and sent piece by piece, as its reader takes
  /// it: no more than a piece is held for who does not.
  package static let wholeListBytesMax = 256 << 10
  /// Bytes of a piece, and what one more element takes.
  package static let pieceBytes = 64 << 10
  /// Bytes of one page of a list as it is sent, and what is read at a time; the cursor says where to go on.
  package static let pageBytesMax = 4 << 20
  /// Jobs that are read at a time for a page of a list: one reading for a page of usual size.
  package static let jobsPerReading = 100
  /// The same for an answer to a wait.
  package static let waitedJobsPerReading = 250
  /// Bytes of the jobs in an answer to a wait; beyond it jobs are named, and asked for with another wait.
  package static let waitBytesMax = 16 << 20
  /// Members of a batch whose results are read at a time, fewer if they take more than a piece: each may have 64 KiB,
  /// which are six times as many if they are control characters.
  package static let resultsPerReading = 64

  /// How often somebody who sees only some jobs looks at the batch that they name, if it changes before they come to their
  /// turn; then it is 503.
  package static let batchLooksMax = 5

  /// Faulty lines of the token file that are named, in the log and in `/readyz`; the others are counted.
  package static let tokenFaultsShownMax = 20

  /// Different failures of requests that are said in the log within `HTTPTimeouts.faultSaid`, and characters of each.
  package static let faultsSaidMax = 100
  package static let faultScalarsMax = 1_000
  /// Streams of events at once, and never more than half of the connections; one more is answered with 503.
  package var eventStreamsMax = 2_048
  /// Bytes of events that wait for their reader, beside the page that comes next: many may read slowly.
  package static let eventBufferBytes = 16 << 10

  /// Cursors that stand for what their reader does not see: this many of the latest are remembered for each reader.
  package static let hiddenPlacesPerReaderMax = 1_000
  /// The same of all readers together.
  package static let hiddenPlacesMax = 10_000

  package init() {}
}
