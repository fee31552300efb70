// How the open files that the kernel allows are shared out: what jobd has open all the time, jobs, callbacks, connections,
// and a rest that nobody may take. Without one more descriptor the runtime's own threads trap (they look at /proc now and then),
// SQLite cannot open a file, and no client can be told why.

/// The descriptors of the process, shared out before anything is opened.
package struct DescriptorBudget: Sendable, Equatable {
  /// What the kernel allows.
  package let limit: Int
  /// What the process has open when it does nothing.
  package let own: Int
  /// What stays free, for files that are open for a moment.
  package let reserve: Int
  /// Jobs and batches whose callbacks may be called at once; fewer than were asked for if there is no room for them.
  package let callbacksMax: Int
  /// Jobs that may run at once; fewer than were asked for if there is no room for them.
  package let slotsMax: Int
  /// Connections that may be open at once; fewer than were asked for if there is no room for them.
  package let connectionsMax: Int

  /// - Parameters:
  ///   - slots: as many as are wanted.
  ///   - callbacks: as many as are wanted.
  ///   - connections: as many as are wanted.
  package init(limit: Int, own: Int, slots: Int, callbacks: Int, connections: Int) {
    self.limit = limit
    self.own = own
    reserve = min(Self.reserveMax, max(Self.reserveMin, limit / Self.reservePart))
    var room = max(0, limit - own - reserve)
    // They can wait: an eighth is for them.
    callbacksMax = max(1, min(callbacks, room / 8 / Self.perCallback))
    room = max(0, room - callbacksMax * Self.perCallback)
    // Jobs leave a quarter to connections: jobd is of no use to those who cannot reach it.
    slotsMax = max(1, min(slots, room / 4 * 3 / Self.perSlot))
    connectionsMax = max(Self.connectionsMin, min(connections, room - slotsMax * Self.perSlot))
  }

  /// Whether not even the least that jobd needs is there; it starts all the same, and may fail any time.
  package var isTooSmall: Bool { own + reserve + shared > limit }

  private var shared: Int { callbacksMax * Self.perCallback + slotsMax * Self.perSlot + connectionsMax }

  /// The number of a connection's descriptor has to be below this. The kernel gives the lowest number that is free, so a
  /// higher one says that others have taken more than was thought, and half of the reserve.
  package var numbersMax: Int { max(0, limit - reserve / 2) }

  /// A running command: its standard streams, the process, and one more while it is started. Of one that is interactive
  /// the other end of its input is open in the place of the one that it has, and both while it is started; what that
  /// takes as another user, one more for a moment, is the reserve's. An http job has a socket and its log.
  package static let perSlot = 5
  /// A command with its input and output; a URL has a socket.
  package static let perCallback = 3
  /// One of each kind of listener.
  private static let connectionsMin = 2
  private static let reserveMin = 8
  private static let reserveMax = 256
  private static let reservePart = 8
}
