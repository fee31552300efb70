// What a follow-up of batches is told of their members: a file with a line for each, and files with what they made.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct ParentFilesBatchesTests {
  private struct Member: Codable, Equatable {
    var id: Int64
    var state: String
    var kind: String
    var path: String?
  }

  private func batch(_ bench: EngineBench, _ jobs: [NewJob]) async throws -> (BatchID, [JobID]) {
    guard case .created(let batch, let ids) = try await bench.queue.createBatch(NewBatch(jobs: jobs)) else {
      throw Unexpected(what: "no batch")
    }
    return (batch.id, ids)
  }

  private func members(_ text: String) throws -> [Member] {
    try text.split(separator: "\n").map { try JSONDecoder().decode(Member.self, from: Data($0.utf8)) }
  }

  private func after(_ parents: [Parent]) -> [Dependency] {
    parents.map { Dependency($0, on: .any) }
  }

  @Test func childFindsTheMembersOfItsBatchesInFiles() async throws {
    try await EngineBench.run { bench async throws in
      let (first, ids) = try await batch(
        bench,
        [
          .shell("echo text"), .shell("printf chosen > $JOBD_RESULT; echo not this"),
          NewJob(.handler(name: "echo", payload: #"{"n":1}"#)), NewJob(.handler(name: "noop", payload: nil)),
          .shell("echo partly; exit 3"), NewJob(.handler(name: "fail", payload: nil)),
        ])
      let (second, _) = try await batch(bench, [])
      let alone = try await bench.submit(.shell("echo alone"))
      let script = """
        set -u; echo $JOBD_BATCH_COUNT $JOBD_BATCH_1_ID $JOBD_BATCH_1_SIZE $JOBD_BATCH_2_ID $JOBD_BATCH_2_SIZE \
        $JOBD_PARENT_COUNT $JOBD_PARENT_1_ID >&2
        cat $JOBD_BATCH_1_RESULTS; cat $JOBD_BATCH_2_RESULTS
        """
      let child = try await bench.finish(
        .shell(script) { $0.after = after([.batch(first), .job(alone), .batch(second)]) })
      #expect(try await bench.output(child.id, .stderr) == "2 \(first) 6 \(second) 0 1 \(alone)\n")
      let found = try members(try await bench.output(child.id))
      #expect(found.map(\.id) == ids.map(\.value))
      #expect(found.map(\.state) == ["succeeded", "succeeded", "succeeded", "succeeded", "failed", "failed"])
      #expect(found.map(\.kind) == ["shell", "shell", "handler", "handler", "shell", "handler"])
      let made = try found.map { try $0.path.map { try String(contentsOfFile: $0, encoding: .utf8) } }
      #expect(made == ["text\n", "chosen", #"{"n":1}"#, nil, "partly\n", nil])
      let directory = bench.queue.files.paths(child.id, start: 1).parents
      #expect(FileManager.default.fileExists(atPath: directory))
      try await bench.queue.delete(child.id)
      #expect(!FileManager.default.fileExists(atPath: directory))
    }
  }

  @Test func manyMembersComeInTheirOrder() async throws {
    try await EngineBench.run { bench async throws in
      let (id, ids) = try await batch(bench, [NewJob](repeating: .noop(), count: 2_500))
      let output = try await bench.shell("echo $JOBD_BATCH_1_SIZE; cat $JOBD_BATCH_1_RESULTS") {
        $0.after = after([.batch(id)])
      }
      #expect(output.hasPrefix("2500\n"))
      #expect(try members(String(output.dropFirst(5))).map(\.id) == ids.map(\.value))
    }
  }

  @Test func theFilesHaveABound() async throws {
    try await EngineBench.run { bench async throws in
      let echo = NewJob(.handler(name: "echo", payload: "12345"))
      let (first, _) = try await batch(bench, [echo, echo, echo])
      let (second, _) = try await batch(bench, [echo, echo])
      for id in [first, second] { _ = try await bench.queue.wait(id, until: .all, timeoutMicros: 60_000_000) }
      var job = ClaimedJob(
        fence: Fence(job: JobID(99), start: 1, boot: 1), attempt: 1, maxAttempts: 1, startedAt: .noon,
        createdAt: .noon, queueID: 1, spec: .noop(), parents: [])
      job.batches = [first, second]
      let queue = bench.queue
      let preparing = ParentFiles(reader: ResultReader(store: queue.store, files: queue.files, watch: queue.watch))
      func lines(_ room: ParentRoom, _ start: Int) async throws -> ([Int], [[Member]]) {
        let paths = queue.files.paths(JobID(99), start: start)
        var room = room
        let files = try await preparing.prepareBatches(job, paths, &room)
        return (files.map(\.size), try files.map { try members(try String(contentsOfFile: $0.path, encoding: .utf8)) })
      }
      let (sizes, few) = try await lines(ParentRoom(members: 4), 1)
      #expect(sizes == [3, 2] && few.map(\.count) == [3, 1])
      let outputs = try await lines(ParentRoom(outputs: 4), 2).1
      #expect(outputs.map { $0.count { $0.path != nil } } == [3, 1])
      let bytes = try await lines(ParentRoom(outputBytes: 12), 3).1
      #expect(bytes.map { $0.count { $0.path != nil } } == [2, 0])
      #expect(bytes.map(\.count) == [3, 2])
    }
  }

  /// What a worker is told of a batch, by the file that it is told to read.
  private func told(
    _ bench: EngineBench, of batch: BatchID, _ change: (inout NewJob) -> Void = { _ in }
  ) async throws -> [Member] {
    struct Run: Decodable {
      struct Batch: Decodable {
        var id: Int64
        var path: String
      }
      var batches: [Batch]
    }
    let job = try await bench.work(#"["payload"]"#) { job in
      job.after = after([.batch(batch)])
      change(&job)
    }
    let run = try JSONDecoder().decode(Run.self, from: Data(try await bench.queue.result(job.id).bytes))
    #expect(run.batches.map(\.id) == [batch.value])
    return try members(try String(contentsOfFile: run.batches[0].path, encoding: .utf8))
  }

  @Test func aWorkerIsToldOfThemToo() async throws {
    try await WorkerBench.run { bench in
      let (id, ids) = try await batch(bench, [.shell("echo text"), .shell("exit 3")])
      let found = try await told(bench, of: id)
      #expect(found.map(\.id) == ids.map(\.value) && found.map(\.state) == ["succeeded", "failed"])
    }
  }

  // MARK: Handlers

  @Test func aHandlerReadsTheMembersInTheirOrder() async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register("combine") { context in
      var lines: [String] = []
      for batch in context.batches {
        for try await member in batch.members {
          let made = try await member.result().map { String(decoding: $0.bytes, as: UTF8.self) }
          lines.append("\(member.id) \(member.state.name) \(made ?? "nothing")")
        }
      }
      return try Array(JSONEncoder().encode(lines))
    }
    try await EngineBench.run(handlers: handlers) { bench async throws in
      let echoes = (0..<2_200).map { NewJob(.handler(name: "echo", payload: "\($0)")) }
      let (first, ids) = try await batch(bench, echoes)
      let (second, others) = try await batch(
        bench, [.shell("echo text"), NewJob(.handler(name: "fail", payload: nil))])
      let (third, _) = try await batch(bench, [])
      var job = NewJob(.handler(name: "combine", payload: nil))
      job.after = after([.batch(first), .batch(second), .batch(third)])
      let end = try await bench.finish(job)
      let result = try await bench.queue.result(end.id)
      let lines = try JSONDecoder().decode([String].self, from: Data(result.bytes))
      let squares = zip(ids, 0...).map { "\($0) succeeded \($1)" }
      #expect(lines == squares + ["\(others[0]) succeeded text\n", "\(others[1]) failed nothing"])
    }
  }

  @Test func aHandlerInAWorkerReadsThemToo() async throws {
    try await HostBench.run("combine") { bench in
      let echoes = (0..<1_500).map { NewJob(.handler(name: "echo", payload: "\($0)")) }
      let (id, _) = try await batch(bench, echoes + [.shell("exit 3")])
      let job = try await bench.finish("combine", "{}") { $0.after = after([.batch(id)]) }
      let combined = try await bench.result(job)
      let sums = try JSONDecoder().decode([String: Int].self, from: Data(combined.utf8))
      #expect(sums == ["failed": 1, "sum": 1_499 * 1_500 / 2])
    }
  }

  @Test func aHandlerSeesWhatTheSubmitterMaySee() async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register("count") { context in
      var count = 0
      for batch in context.batches { for try await _ in batch.members { count += 1 } }
      return Array("\(count)".utf8)
    }
    try await EngineBench.run(handlers: handlers) { bench async throws in
      var elsewhere = NewJob.noop()
      elsewhere.queue = "elsewhere"
      let (id, _) = try await batch(bench, [.noop(), elsewhere, .noop()])
      var job = NewJob(.handler(name: "count", payload: nil))
      job.after = after([.batch(id)])
      #expect(try await bench.queue.result(try await bench.finish(job).id).bytes == Array("3".utf8))
      job.limits = RealmLimits(queues: ["default"])
      #expect(try await bench.queue.result(try await bench.finish(job).id).bytes == Array("2".utf8))
    }
  }

  /// A batch may have members of others; what they made is not for a job whose submitter may not read it.
  @Test func aWorkerIsToldOfWhatItsSubmitterMaySee() async throws {
    try await WorkerBench.run { bench in
      let (id, ids) = try await batch(
        bench,
        [
          .shell("echo own") { $0.queue = "mine" }, .shell("echo of another queue"), .noop { $0.queue = "mine" },
          .shell("exit 3") { $0.queue = "mine" },
        ])
      let found = try await told(bench, of: id) {
        $0.queue = "mine"
        $0.limits = RealmLimits(queues: ["mine"], kinds: [.shell])
      }
      #expect(found.map(\.id) == [ids[0].value, ids[3].value] && found.map(\.state) == ["succeeded", "failed"])
      let path = try #require(found.first?.path)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "own\n")
      // Without limits all of them are there.
      #expect(try await told(bench, of: id).map(\.id) == ids.map(\.value))
    }
  }
}
