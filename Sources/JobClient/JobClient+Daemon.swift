// The daemon itself: queues, figures, draining.

public import JobWire

extension JobClient {
  /// All queues.
  public func queues() async throws(ClientError) -> [QueueView] {
    let list: QueueList = try await fetch(ClientRequest(.get, WirePaths.queues).forAnyStore())
    return list.queues
  }

  /// A queue by its name.
  public func queue(_ name: String) async throws(ClientError) -> QueueView {
    try await fetch(ClientRequest(.get, WirePaths.queue(name)).forAnyStore())
  }

  /// Creates a queue or changes its settings.
  public func setQueue(_ name: String, _ request: QueueRequest) async throws(ClientError) -> QueueView {
    try await fetch(ClientRequest(.put, WirePaths.queue(name)).with(request).forAnyStore())
  }

  /// Removes a queue in which no job is, ended ones included.
  public func removeQueue(_ name: String) async throws(ClientError) {
    try await send(ClientRequest(.delete, WirePaths.queue(name)).forAnyStore())
  }

  /// Keeps the jobs of a queue from starting.
  public func pauseQueue(
    _ name: String, _ request: QueuePauseRequest = QueuePauseRequest()
  ) async throws(ClientError) -> QueueView {
    let post = ClientRequest(.post, WirePaths.queuePause(name))
    // An older daemon takes no body.
    return try await fetch((request == QueuePauseRequest() ? post : post.with(request)).forAnyStore())
  }

  /// Lets the jobs of a queue start again.
  public func resumeQueue(_ name: String) async throws(ClientError) -> QueueView {
    try await fetch(ClientRequest(.post, WirePaths.queueResume(name)).forAnyStore())
  }

  /// What is set of the daemon as a whole; for admins without limits.
  public func settings() async throws(ClientError) -> SettingsView {
    try await fetch(ClientRequest(.get, WirePaths.settings).forAnyStore())
  }

  /// Changes it.
  public func set(_ request: SettingsRequest) async throws(ClientError) -> SettingsView {
    try await fetch(ClientRequest(.put, WirePaths.settings).with(request).forAnyStore())
  }

  /// The workers of handlers.
  public func workers() async throws(ClientError) -> WorkersReply {
    try await fetch(ClientRequest(.get, WirePaths.workers).forAnyStore())
  }

  /// The daemon about itself.
  public func info() async throws(ClientError) -> InfoView {
    try await fetch(ClientRequest(.get, WirePaths.info).forAnyStore())
  }

  /// Figures per queue.
  public func stats() async throws(ClientError) -> StatsView {
    try await fetch(ClientRequest(.get, WirePaths.stats).forAnyStore())
  }

  /// Stops starting jobs; running ones go on.
  public func drain() async throws(ClientError) -> DrainReply {
    try await fetch(ClientRequest(.post, WirePaths.drain).forAnyStore())
  }

  /// Pauses everything, queues or jobs.
  public func pause(_ request: PauseRequest) async throws(ClientError) -> PauseReply {
    let post = ClientRequest(.post, WirePaths.pause).with(request)
    return try await fetch(request.ids == nil ? post.forAnyStore() : post)
  }

  /// Lets queues or jobs go on, of which the request has to name some.
  public func resume(_ request: ResumeRequest) async throws(ClientError) -> ResumeReply {
    let post = ClientRequest(.post, WirePaths.resume).with(request)
    return try await fetch(request.ids == nil ? post.forAnyStore() : post)
  }

  /// Starts jobs again after a drain, or a pause of everything.
  public func resume() async throws(ClientError) -> DrainReply {
    try await fetch(ClientRequest(.post, WirePaths.resume).forAnyStore())
  }

  /// Tells the daemon to end. It has only begun to when this returns.
  public func stop(_ mode: WireStopMode? = nil) async throws(ClientError) -> StopReply {
    try await fetch(ClientRequest(.post, WirePaths.stop).with(StopBody(mode: mode)).forAnyStore())
  }

  /// Returns when the daemon can store jobs, else throws why it cannot.
  public func checkReady() async throws(ClientError) {
    try await send(ClientRequest(.get, WirePaths.ready).forAnyStore())
  }
}
