import NoormmeCore
import NoormmeJSON
import NoormmeText
import Testing

@testable import NoormmeRuntime

private func options(_ json: String) throws -> DatabaseOptions {
    try DatabaseOptions.parse(JSONDocument.parse(Array(json.utf8)).root)
}

@Test func defaultsAreThoseOfAnApplication() throws {
    let options = try options("{}")
    #expect(!options.readOnly && !options.immutable && options.create && options.busyTimeout == 5000)
    #expect(options.journalMode == .wal && options.synchronous == .normal && options.foreignKeys)
    #expect(options.readers >= 2 && options.timeZone == "UTC" && !options.allowRaw)
}

@Test func everyOptionIsRead() throws {
    let options = try options(
        """
        {"read_only": true, "immutable": true, "create": false, "busy_timeout": 10, "wal_limit": 99, "journal_mode": "DELETE",
         "synchronous": "full", "foreign_keys": false, "cache_size": -2000, "mmap_size": 65536, "readers": 3,
         "statement_cache": 7, "time_zone": "Europe/Berlin", "case_sensitive_like": true, "unicode_case": true,
         "allow_raw": true, "models": {}, "pragmas": {"temp_store": "MEMORY", "cache_spill": false, "threads": 2}}
        """)
    #expect(options.readOnly && options.immutable && !options.create && options.busyTimeout == 10)
    #expect(options.journalMode == .delete && options.synchronous == .full && !options.foreignKeys)
    #expect(options.cacheSize == -2000 && options.mmapSize == 65536 && options.readers == 3)
    #expect(options.walLimit == 99)
    #expect(options.statementCache == 7 && options.timeZone == "Europe/Berlin" && options.caseSensitiveLike)
    #expect(options.unicodeCase && options.allowRaw)
    #expect(options.pragmas.map(\.name.string) == ["temp_store", "cache_spill", "threads"])
    #expect(options.pragmas.map(\.value.string) == ["MEMORY", "OFF", "2"])
    #expect(
        try DatabaseOptions.parse(JSONDocument.parse(Array(#"{"journal_mode":null}"#.utf8)).root).journalMode == nil)
}

@Test(arguments: [
    ("[]", "$"), ("{\"readonly\":true}", "$.readonly"), ("{\"read_only\":1}", "$.read_only"),
    ("{\"busy_timeout\":-1}", "$.busy_timeout"), ("{\"busy_timeout\":2147483648}", "$.busy_timeout"),
    ("{\"busy_timeout\":1.5}", "$.busy_timeout"), ("{\"journal_mode\":\"fast\"}", "$.journal_mode"),
    ("{\"synchronous\":2}", "$.synchronous"), ("{\"readers\":0}", "$.readers"), ("{\"time_zone\":null}", "$.time_zone"),
    ("{\"pragmas\":[]}", "$.pragmas"), ("{\"pragmas\":{\"a;b\":1}}", "$.pragmas[\"a;b\"]"),
    ("{\"pragmas\":{\"a\":null}}", "$.pragmas.a"), ("{\"pragmas\":{\"a\":\"\\u0000\"}}", "$.pragmas.a"),
    ("{\"models\":[]}", "$.models"), ("{\"statement_cache\":\"1\"}", "$.statement_cache"),
])
func wrongOptionsSayWhere(_ json: String, _ path: String) {
    let error = failure { try options(json) }
    #expect(error.code == .invalidOption)
    #expect(error.path.string == path)
}
