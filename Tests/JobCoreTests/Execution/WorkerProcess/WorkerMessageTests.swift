// Messages of the worker protocol: what is read from each, what is refused, and that what jobd writes can be read.

import Foundation
import Testing

@testable import JobCore

@Suite struct WorkerMessageTests {
  private static func read(_ text: String) throws(JSONFault) -> WorkerMessage {
    try read(Array(text.utf8))
  }

  private static func read(_ bytes: [UInt8]) throws(JSONFault) -> WorkerMessage {
    let result = bytes.withUnsafeBytes { bytes -> Result<WorkerMessage, JSONFault> in
      do throws(JSONFault) { return .success(try WorkerMessage(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  @Test(arguments: [
    (
      #"{"type": "hello", "v": 1, "pid": 4711, "handlers": ["thumb", "\u00e4"]}"#,
      WorkerMessage.hello(version: 1, handlers: ["thumb", "ä"])
    ),
    (#"{"type":"pong","n":5.0}"#, .pong(5)),
    (
      #"{"value":{"a": [1,  2]},"fence":"f","type":"result"}"#,
      .end(fence: "f", .result(Array(#"{"a": [1,  2]}"#.utf8)))
    ),
    (#"{"type":"result","fence":"f","value":null}"#, .end(fence: "f", .result(nil))),
    (#"{"type":"result","fence":"f"}"#, .end(fence: "f", .result(nil))),
    (#"{"type":"cancelled","fence":"f","unknown":[{"type":1}]}"#, .end(fence: "f", .cancelled)),
    (#"{"type":"snooze","fence":"f","for":1.5}"#, .end(fence: "f", .snooze(micros: 1_500_000))),
    (
      #"{"type":"error","fence":"f","message":"no","retry":false,"traceback":"T"}"#,
      .end(fence: "f", .error(JobFailure(code: "error", message: "no"), traceback: "T", mayRetry: false))
    ),
    (
      #"{"type":"error","fence":"f","code":"c","message":null}"#,
      .end(fence: "f", .error(JobFailure(code: "c", message: ""), traceback: nil, mayRetry: true))
    ),
    (
      #"{"type":"progress","fence":"f","done":3,"total":10,"note":"n\"\n\ud83d\ude00"}"#,
      .report(fence: "f", .progress(fraction: nil, done: 3, total: 10, note: "n\"\n😀"))
    ),
    (#"{"type":"log","fence":"f","text":"t"}"#, .report(fence: "f", .log(.stderr, "t"))),
    (#"{"type":"log","fence":"f","text":"t","stream":"stdout"}"#, .report(fence: "f", .log(.stdout, "t"))),
    (
      #"{"type":"checkpoint","fence":"f","data":"AAEC","n":7}"#, .report(fence: "f", .checkpoint([0, 1, 2], number: 7))
    ),
    (#"{"type":"checkpoint","fence":"f","data":""}"#, .report(fence: "f", .checkpoint([], number: nil))),
    (#"{"type":"yield","fence":"f","value":[ ]}"#, .report(fence: "f", .yield(Array("[ ]".utf8)))),
    (#"{"type":"yield","fence":"f"}"#, .report(fence: "f", .yield(Array("null".utf8)))),
    (
      #"{"type":"follow_up","fence":"f","job":{"shell":"true"},"on":"failure"}"#,
      .report(fence: "f", .followUp(Array(#"{"shell":"true"}"#.utf8), on: .failure))
    ),
    (#"{"ty\u0070e":"pong","n":1}"#, .pong(1)),
  ]) func messages(_ text: String, _ message: WorkerMessage) throws {
    #expect(try Self.read(text) == message)
  }

  @Test(arguments: [
    "", "null", "[]", "hello", #"{"type":"result","fence":"f","value":NaN}"#, #"{"fence":"f"}"#, #"{"type":7}"#,
    #"{"type":"nonsense"}"#, #"{"type":"hello"}"#, #"{"type":"hello","v":"1"}"#, #"{"type":"hello","v":1.5}"#,
    #"{"type":"hello","v":1,"handlers":"thumb"}"#, #"{"type":"hello","v":1,"handlers":[1]}"#, #"{"type":"pong"}"#,
    #"{"type":"pong","n":1e400}"#, #"{"type":"result"}"#, #"{"type":"result","fence":7}"#,
    #"{"type":"result","fence":"f","value":1"#, #"{"type":"result","fence":"f","value":"\ud800"}"#,
    #"{"type":"result","type":"error","fence":"f"}"#, #"{"type":"snooze","fence":"f","for":-1}"#,
    #"{"type":"snooze","fence":"f","for":1e300}"#, #"{"type":"snooze","fence":"f","for":"1"}"#,
    #"{"type":"error","fence":"f","retry":"no"}"#, #"{"type":"error","fence":"f","message":["a"]}"#,
    #"{"type":"progress","fence":"f","fraction":"half"}"#, #"{"type":"progress","fence":"f","done":1.5}"#,
    #"{"type":"progress","fence":"f","done":99999999999999999999}"#, #"{"type":"log","fence":"f"}"#,
    #"{"type":"log","fence":"f","text":"t","stream":"stdin"}"#, #"{"type":"checkpoint","fence":"f"}"#,
    #"{"type":"checkpoint","fence":"f","data":"*"}"#, #"{"type":"checkpoint","fence":"f","data":7}"#,
    #"{"type":"follow_up","fence":"f"}"#, #"{"type":"follow_up","fence":"f","job":{},"on":"never"}"#,
    #"{"type":"pong","n":1} {"type":"pong","n":1}"#, #"{"type":"pong","n":1}x"#,
  ]) func faults(_ text: String) {
    #expect(throws: JSONFault.self) { try Self.read(text) }
  }

  /// Damaged messages are read or refused, and never trap.
  @Test(arguments: [UInt64](1...4)) func damagedMessages(_ seed: UInt64) {
    var random = SeededRandom(seed)
    let bases = [
      #"{"type":"checkpoint","fence":"f","data":"AAEC","n":7}"#,
      #"{"type":"error","fence":"f","message":"\ud83d\ude00\n","code":"c","traceback":"T","retry":false}"#,
      #"{"type":"hello","v":1,"pid":4711,"handlers":["thumb","ä"]}"#,
      #"{"type":"snooze","fence":"f","for":1.5e3,"value":{"a":[1,2,{"b":null}]}}"#,
    ].map { Array($0.utf8) }
    for round in 0..<5_000 {
      var text = bases[round % bases.count]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<text.count, using: &random)
        text[index] = UInt8.random(in: 0...255, using: &random)
      }
      if round % 3 == 0 { text.removeLast(Int.random(in: 0..<text.count, using: &random)) }
      _ = try? Self.read(text)
    }
  }

  @Test(arguments: [UInt64](1...4)) func ordersAreJSON(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    for _ in 0..<200 {
      let words = (0..<6).map { _ in Self.word(&random) }
      var task = WorkerTask(
        fence: words[0], job: .random(in: 1...1 << 53, using: &random), attempt: 1, maxAttempts: 3,
        handler: words[1], name: words[2], queue: words[3])
      task.payload = Array("{\"a\":\n\r[1,\n2]}\n".utf8)
      task.tags = [words[4]: words[5], "k": ""]
      let size = Int.random(in: 0..<40, using: &random)
      task.checkpoint = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
      task.parents = [
        WorkerTask.Parent(id: 1, state: "succeeded", kind: "exec", path: words[5]),
        WorkerTask.Parent(id: 2, state: "s", kind: "k"),
      ]
      task.batches = [WorkerTask.Batch(id: 3, path: words[1])]
      let line = WorkerOrder.run(task).line
      #expect(line.last == 10 && line.firstIndex(of: 10) == line.count - 1)
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      #expect(object["fence"] as? String == words[0] && object["queue"] as? String == words[3])
      #expect(object["job"] as? Int64 == task.job && object["timeout_ms"] == nil)
      #expect((object["payload"] as? [String: [Int]]) == ["a": [1, 2]])
      #expect((object["tags"] as? [String: String]) == task.tags)
      #expect(
        (object["checkpoint"] as? String).flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) } == task.checkpoint)
      let parents = try #require(object["parents"] as? [[String: Any]])
      #expect(parents.map { $0["path"] as? String } == [words[5], nil])
    }
  }

  private static func word(_ random: inout SeededRandom) -> String {
    let scalars: [Unicode.Scalar] = ["a", "\"", "\\", "\n", "\0", "\u{1F}", "ä", "😀", "\u{2028}", "/", "\u{7F}"]
    var word = ""
    for _ in 0..<Int.random(in: 0..<12, using: &random) {
      word.unicodeScalars.append(scalars.randomElement(using: &random) ?? "a")
    }
    return word
  }
}
