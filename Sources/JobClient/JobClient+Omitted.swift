// The rest of a wait: jobs for which its answer had no room are asked for again, by their ids.

import JobWire

extension JobClient {
  /// The answer with those jobs as well that it only names. One that has been run again meanwhile is pending then, one
  /// that has been removed is not in it.
  func whole(_ reply: WaitReply) async throws(ClientError) -> WaitReply {
    var whole = reply
    while !whole.omitted.isEmpty {
      let more = try await ended(whole.omitted)
      guard more.omitted.count < whole.omitted.count else {
        throw .unexpectedAnswer(endpoint: endpoint, status: 200, reason: "it leaves out the same jobs again and again")
      }
      whole.done += more.done
      whole.pending += more.pending
      whole.omitted = more.omitted
    }
    return whole
  }

  /// Those of these jobs that have ended, and the ids of those that have not. One that has been removed is not in it.
  package func asTheyAre(_ ids: [Int64]) async throws(ClientError) -> WaitReply {
    try await whole(try await ended(ids))
  }

  private func ended(_ ids: [Int64]) async throws(ClientError) -> WaitReply {
    do throws(ClientError) {
      let request = WaitRequest(ids: ids, timeout: WireDuration(micros: 0))
      var outgoing = ClientRequest(.post, WirePaths.wait).with(request)
      outgoing.mayBeRepeated = true
      return try await fetch(outgoing)
    } catch {
      guard error.isAboutNoJob else { throw error }
      // A wait that names a job which is not there is refused, and does not say which one it is.
      return try await endedOneByOne(ids)
    }
  }

  private func endedOneByOne(_ ids: [Int64]) async throws(ClientError) -> WaitReply {
    var reply = WaitReply(done: [], pending: [], expired: false)
    for id in ids {
      do throws(ClientError) {
        let view = try await job(id)
        if view.done { reply.done.append(view) } else { reply.pending.append(id) }
      } catch {
        guard error.isAboutNoJob else { throw error }
      }
    }
    return reply
  }
}

extension ClientError {
  fileprivate var isAboutNoJob: Bool { problem?.wireCode == .notFound }
}
