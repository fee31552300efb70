// The batches that a job followed, as it sees them: each a file with a line for every member. Written page by page, so
// that a large batch costs space on the disk and none in memory.

import Glibc
import SystemPackage

/// A batch as its follow-up sees it.
struct BatchFile: Hashable, Sendable {
  let id: BatchID
  /// A JSON object a line, in the order of submission: `{"id", "state", "kind", "path"?}`.
  let path: String
  /// Members in all; the file may have fewer, see `Limits.batchMembersShownMax`.
  let size: Int
}

extension ParentFiles {
  /// The first `Limits.parentVariablesMax` batches, in the order of `after`.
  ///
  /// - Errors: as those of `prepare`.
  func prepareBatches(
    _ job: ClaimedJob, _ paths: LogFiles.Paths, _ room: inout ParentRoom
  ) async throws(ParentFault) -> [BatchFile] {
    if job.batches.isEmpty { return [] }
    try await Self.off { () throws(Errno) in try LogFiles.makeParents(paths) }
    var prepared: [BatchFile] = []
    for (index, batch) in job.batches.prefix(Limits.parentVariablesMax).enumerated() {
      let path = paths.batch(index + 1)
      let file = try await Self.off { () throws(Errno) in try RegularFile.create(path) }
      do throws(ParentFault) {
        let size = try await write(batch, within: job.spec.limits, number: index + 1, to: file, paths, &room)
        prepared.append(BatchFile(id: batch, path: path, size: size))
      } catch {
        close(file.rawValue)
        throw error
      }
      close(file.rawValue)
    }
    return prepared
  }

  /// Writes a line for each member that there is room for and that the job's submitter may see; answers how many
  /// members there are.
  private func write(
    _ batch: BatchID, within limits: RealmLimits?, number: Int, to file: FileDescriptor, _ paths: LogFiles.Paths,
    _ room: inout ParentRoom
  ) async throws(ParentFault) -> Int {
    var written = 0
    var last: JobID?
    while room.members > 0 {
      let after = last
      let members = try await read { store throws(StoreError) in
        try await store.batchResults(batch, limit: min(Limits.batchMembersPage, room.members), after: after)
      }
      if members.isEmpty { break }
      var lines: [UInt8] = []
      let visible = try await read { store throws(StoreError) in try await reader.visible(members, within: limits) }
      for member in visible {
        let path = try await path(of: member, number: number, paths, &room)
        lines += Self.line(member, path)
      }
      let page = lines
      try await Self.off { () throws(Errno) in
        do { try file.writeAll(page) } catch { throw error as? Errno ?? .ioError }
      }
      written += members.count
      room.members -= members.count
      last = members.last?.id
    }
    // Where there was room for all, all have been counted.
    if room.members > 0 { return written }
    let size = try await read { store throws(StoreError) in try await store.batch(batch)?.size }
    return max(written, size ?? 0)
  }

  /// The file with what a member made; a handler's output is written to one, as long as there is room.
  private func path(
    of member: ParentResult, number: Int, _ paths: LogFiles.Paths, _ room: inout ParentRoom
  ) async throws(ParentFault) -> String? {
    if let path = try file(of: member) {
      if paths.place == nil { return path }
      let own = paths.output(of: member.id, in: number)
      return try await room.copy(path, to: own, paths) == nil ? own : nil
    }
    if !member.kind.hasStoredResult || member.state != .succeeded || room.outputs == 0 { return nil }
    let output = try await read { store throws(StoreError) in
      try await store.handlerResult(member.id, start: member.starts)
    }
    if output == nil && member.kind == .handler && member.hasResult { throw .gone(member.id, what: "result") }
    guard let output, output.count <= room.outputBytes else { return nil }
    room.outputs -= 1
    room.outputBytes -= output.count
    let path = paths.output(of: member.id, in: number)
    try await Self.off { () throws(Errno) in try RegularFile.create(path, with: output) }
    return path
  }

  private static func line(_ member: ParentResult, _ path: String?) -> [UInt8] {
    var writer = FrameWriter()
    writer.field("id", member.id.value)
    writer.field("state", member.state.name)
    writer.field("kind", member.kind.name)
    writer.field("path", path)
    return writer.line()
  }

  private func read<Value>(
    _ body: (any JobReadStore & JobListStore & BatchStore) async throws(StoreError) -> Value
  ) async throws(ParentFault) -> Value {
    do throws(StoreError) { return try await body(reader.store) } catch { throw .file(.ioError) }
  }
}
