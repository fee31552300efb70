// Numbers are given out once, and it is said how far they have come before anybody hears of them.

import TestSupport
import Testing

@testable import JobCore

@Suite struct NumbersTests {
  @Test func eachFollowsTheLastOne() {
    var series = Numbers.Series()
    series.last = 7
    #expect(!series.isChanged)
    #expect([series.next(), series.next()] == [8, 9])
    #expect(series.isChanged && series.last == 9)
  }

  @Test func onlyWhatHasBeenGivenOutIsWrittenAndOnce() throws {
    let bench = TransactionBench()
    bench.tx.ledger.numbers.batches.last = 4
    for _ in 0..<3 { _ = bench.tx.ledger.numbers.jobs.next() }
    _ = bench.tx.ledger.numbers.callbacks.next()
    try Numbers.write(bench.tx)
    try Numbers.write(bench.tx)
    let written = bench.tx.changes.meta.map { "\($0.name)=\($0.value)" }
    #expect(written == ["last_job_id=3", "last_callback_id=1"])
    try bench.commit()
    _ = bench.tx.ledger.numbers.batches.next()
    try bench.commit()
    #expect(bench.rows.tables.meta["last_batch_id"] == 5 && bench.rows.tables.meta["last_job_id"] == 3)
  }

  @Test func failedTransactionGivesItsNumbersBack() throws {
    let bench = TransactionBench()
    _ = try bench.insert()
    bench.fail()
    #expect(bench.tx.ledger.numbers.jobs == Numbers.Series())
    #expect(try bench.insert() == JobID(1))
  }

  @Test func fileBesideTheRowsSaysSoBeforeTheyAreWritten() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/numbers"
    let numbers = try IssuedNumbers(path: path) { 0 }
    try numbers.begin([:])
    let bench = TransactionBench(numbers: numbers)
    for _ in 0..<3 { _ = bench.tx.ledger.numbers.jobs.next() }
    try Numbers.write(bench.tx)
    let found = try IssuedNumbers(path: path) { 0 }.found
    // A little ahead; of what has given out none, nothing.
    #expect(found[.job].map { $0 >= 3 } == true && found[.batch] == 0 && found[.callback] == 0)
    #expect(bench.rows.tables.meta.isEmpty)
  }
}
