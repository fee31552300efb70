// What of the daemon speaks HTTP outward, in one piece: callbacks and http jobs share it.

/// The client, and the hosts that asked to be left alone.
struct Outbound: Sendable {
  let client: OutboundClient
  let holds: HostHolds
  private let clock: any WallClock

  /// - Parameter slots: jobs that may run at once, and so requests.
  init(refusesPrivate: Bool, slots: Int, clock: any WallClock, pools: PoolBoard) {
    client = OutboundClient(refusesPrivate: refusesPrivate, connectionsMax: slots + Limits.callbackCallsMax)
    holds = HostHolds(clock: clock) { origin, room in
      let pool = Lane.hostPrefix + origin
      if let room { pools.setCapacity(pool, room) } else { pools.remove(pool) }
    }
    self.clock = clock
  }

  func executor(storeMark: String) -> HTTPExecutor {
    HTTPExecutor(client: client, holds: holds, storeMark: storeMark, clock: clock)
  }
}
