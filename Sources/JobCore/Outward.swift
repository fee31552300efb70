// What speaks HTTP for a queue. A queue that was opened without it calls nobody, and refuses work that would need it.

/// The parts that speak outward.
struct Outward: Sendable {
  let http: (any HTTPJobCarrier)?
  let callbacks: (any CallbackSender)?

  var lacks: Set<OutwardPart> {
    var lacks: Set<OutwardPart> = []
    if http == nil { lacks.insert(.httpJobs) }
    if callbacks == nil { lacks.insert(.callbacks) }
    return lacks
  }

  func executor(_ holds: HostHolds, storeMark: String, clock: any WallClock) -> HTTPExecutor {
    HTTPExecutor(carrier: http ?? NoHTTPCarrier(), holds: holds, storeMark: storeMark, clock: clock)
  }

  func close() async {
    await http?.close()
    await callbacks?.close()
  }
}
