// The daemon itself: facts, probes, drain and stop.

import JobCore
import JobWire
import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension JobDesk {
  func info(_ request: HTTPRequest) async throws -> HTTPResponse {
    var info = InfoView(try await queue.info(), front: front)
    info.caller = request.identity.name
    if !request.sees(.machine) { info.hideMachine() }
    if !request.sees(.allJobs) { info.show(only: try await visibleQueues(request)) }
    return HTTPResponse(.ok, info)
  }

  /// The process is alive and its event loop turns.
  func health(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, HealthView())
  }

  /// The store can write, and nobody has told the daemon to stop. What is wrong with the token file keeps out those
  /// whom it concerns, and the daemon from nothing: it is only shown.
  func ready(_ request: HTTPRequest) async throws -> HTTPResponse {
    // Not left to the store, whose answer is remembered for a moment.
    try queue.checkStarting()
    try await readiness.check(now: .now()) { () throws(JobError) in try await queue.checkReady() }
    let health = front.tokens?.health ?? TokenFileHealth()
    return HTTPResponse(.ok, HealthView(tokenFile: health.isGood ? nil : TokenFileView(health)))
  }

  func drain(_ request: HTTPRequest) async throws -> HTTPResponse {
    await queue.drain()
    return await drainReply()
  }

  /// Asks the store nothing, so that it holds on a full disk, too. The answer comes before the end: the front stays
  /// until the engine has ended, and lets requests under way finish.
  func stop(_ request: HTTPRequest) async throws -> HTTPResponse {
    let mode = try request.decode(orEmpty: StopBody()).mode ?? .drain
    let running = await queue.drainStatus.slotsUsed
    if let stopper { stopper(StopMode(mode)) } else { queue.stop(StopMode(mode)) }
    return HTTPResponse(.accepted, StopReply(mode: mode, running: running, pid: Int(getpid())))
  }

  /// Asks the store nothing: the drain is on or undone, whatever the disk says.
  func drainReply() async -> HTTPResponse {
    let status = await queue.drainStatus
    return HTTPResponse(.ok, DrainReply(draining: status.isDraining, running: status.slotsUsed))
  }
}
