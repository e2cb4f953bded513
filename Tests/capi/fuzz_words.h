/* What the fuzz begins with, and what it puts in the place of what. */
#ifndef CAPI_FUZZ_WORDS_H
#define CAPI_FUZZ_WORDS_H

#include <stddef.h>

static const char *const reading[] = {
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"active\":true}],[\"exclude\",{\"email__endswith\":"
    "\"@spam.com\"}],[\"order_by\",[\"-name\",\"id\"]],[\"slice\",0,10]],\"get\":\"all\"}",
    "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"author__name__icontains\":\"a\",\"views__gte\":3}],"
    "[\"select_related\",[\"author\"]]],\"rows\":\"objects\"}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"annotate\",{\"n\":{\"$func\":\"Count\",\"args\":[\"posts\"],"
    "\"distinct\":true,\"filter\":{\"posts__views__gt\":0}}}],[\"filter\",{\"n__gte\":1}],[\"values\",[\"name\",\"n\"]]]}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"$q\":\"or\",\"not\":true,\"c\":[[\"age__isnull\",true],"
    "{\"$q\":\"xor\",\"c\":[{\"id\":1},{\"name__in\":[\"Ada\",\"Bob\",null]}]}]}]],\"get\":\"count\"}",
    "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"views__gt\":{\"$op\":\"+\",\"args\":[{\"$f\":\"id\"},-1]}}],"
    "[\"distinct\"],[\"reverse\"],[\"values_list\",[\"title\"],{\"flat\":true}]],\"rows\":\"arrays\"}",
    "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"union\",[{\"model\":\"posts\",\"steps\":[[\"filter\",{\"id\":2}]]}],"
    "{\"all\":true}],[\"order_by\",[\"id\"]]],\"get\":\"last\"}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"$exists\":{\"model\":\"posts\",\"steps\":[[\"filter\","
    "{\"author\":{\"$outer\":\"id\"}}]]},\"not\":false}]],\"get\":\"exists\"}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"annotate\",{\"x\":{\"$case\":[[{\"age__range\":[1,50]},{\"$value\":\"y\"}]],"
    "\"default\":{\"$func\":\"Upper\",\"args\":[\"name\"]}}}],[\"only\",[\"name\"]]],\"get\":[\"get\",{\"pk\":1}]}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"prefetch_related\",[\"posts\",{\"$prefetch\":\"posts\",\"queryset\":"
    "{\"model\":\"posts\",\"steps\":[[\"filter\",{\"views\":7}]]},\"to_attr\":\"seen\"}]]],\"get\":[\"in_bulk\",[1,2]]}",
    "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"annotate\",{\"r\":{\"$window\":{\"$func\":\"RowNumber\",\"args\":[]},"
    "\"partition_by\":[\"author\"],\"order_by\":[{\"$order\":\"views\",\"desc\":true,\"nulls\":\"last\"}],\"frame\":"
    "{\"type\":\"rows\",\"start\":-1,\"end\":0}}}]],\"get\":[\"aggregate\",{\"m\":{\"$func\":\"Max\",\"args\":[\"views\"]}}]}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"related\",1,\"posts\"],[\"filter\",{\"title__regex\":\"^N(o|u)*\"}],"
    "[\"defer\",[\"views\"]]],\"get\":[\"item\",0]}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"email__iexact\":null,\"id__in\":{\"$query\":{\"model\":"
    "\"posts\",\"steps\":[[\"values\",[\"author\"]]]}}}]],\"get\":[\"explain\"]}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"age\":{\"$int\":\"9223372036854775807\"},\"name\":"
    "{\"$value\":{\"a\":[1]},\"type\":\"json\"},\"id__lt\":{\"$float\":\"inf\"}}],[\"alias\",{\"d\":{\"$decimal\":\"1.50\"},"
    "\"b\":{\"$blob\":\"AAE=\"},\"t\":{\"$datetime\":\"2020-01-31T12:30:00Z\"}}]],\"get\":[\"latest\",[\"id\"]]}",
};

static const char *const writing[] = {
    "{\"v\":1,\"model\":\"authors\",\"get\":[\"create\",{\"name\":\"Cy\",\"age\":40,\"active\":false}]}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"posts__views__lt\":3}]],\"get\":[\"update\",{\"age\":"
    "{\"$op\":\"+\",\"args\":[{\"$f\":\"age\"},1]},\"name\":\"Di\"}]}",
    "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"title__contains\":\"N\"}]],\"get\":\"delete\"}",
    "{\"v\":1,\"model\":\"authors\",\"get\":[\"get_or_create\",{\"email\":\"x@y.org\"},{\"name\":\"Ed\"}]}",
    "{\"v\":1,\"model\":\"authors\",\"get\":[\"update_or_create\",{\"id\":2},{\"name\":\"Flo\"},{\"name\":\"Gil\"}]}",
    "{\"v\":1,\"model\":\"posts\",\"get\":[\"bulk_create\",{\"columns\":[\"title\",\"author\"],\"rows\":[[\"a\",1],[\"b\",2]]},"
    "{\"batch_size\":1,\"ignore_conflicts\":true}]}",
    "{\"v\":1,\"model\":\"posts\",\"get\":[\"bulk_update\",[{\"id\":1,\"views\":9}],[\"views\"],{\"batch_size\":2}]}",
    "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"related\",1,\"posts\"]],\"get\":[\"add\",[2,3],{}]}",
    "{\"v\":1,\"model\":\"authors\",\"get\":[\"save\",{\"id\":1,\"name\":\"Hal\"},{\"force_update\":true}]}",
    "{\"v\":1,\"model\":\"authors\",\"get\":[\"remove\",2]}",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What a string may be replaced with, mostly by its like. None of it names a terminal that writes. */
/* fields and paths */
static const char *const names[] = {
    "\"id\"", "\"pk\"", "\"name\"", "\"age\"", "\"active\"", "\"email\"", "\"posts\"", "\"author\"",
    "\"author_id\"", "\"author__name\"", "\"posts__title\"", "\"posts__views\"", "\"author__posts__author\"",
    "\"posts__author__name\"", "\"views\"", "\"title\"", "\"n\"", "\"x\"",
};
/* lookups */
static const char *const lookups[] = {
    "\"pk__in\"", "\"name__gt\"", "\"name__iexact\"", "\"name__regex\"", "\"id__isnull\"", "\"age__range\"",
    "\"posts__isnull\"", "\"posts__in\"", "\"name__year__gte\"", "\"views__lt\"", "\"author__in\"",
    "\"title__contains\"", "\"name__in\"", "\"age__exact\"", "\"posts__count__gt\"",
    "\"posts__author__name__startswith\"", "\"pk\"", "\"id\"", "\"name\"",
};
/* steps */
static const char *const steps[] = {
    "\"filter\"", "\"exclude\"", "\"annotate\"", "\"alias\"", "\"order_by\"", "\"reverse\"", "\"distinct\"",
    "\"values\"", "\"values_list\"", "\"none\"", "\"union\"", "\"intersection\"", "\"difference\"", "\"and\"",
    "\"or\"", "\"xor\"", "\"slice\"", "\"select_related\"", "\"prefetch_related\"", "\"only\"", "\"defer\"",
    "\"related\"", "\"dates\"", "\"datetimes\"", "\"all\"",
};
/* terminals */
static const char *const terminals[] = {
    "\"all\"", "\"get\"", "\"first\"", "\"last\"", "\"count\"", "\"exists\"", "\"aggregate\"", "\"in_bulk\"",
    "\"earliest\"", "\"latest\"", "\"item\"", "\"contains\"", "\"explain\"", "\"iterator\"", "\"raw\"",
};
/* tags */
static const char *const tags[] = {
    "\"$q\"", "\"$f\"", "\"$outer\"", "\"$value\"", "\"$func\"", "\"$op\"", "\"$case\"", "\"$subquery\"",
    "\"$query\"", "\"$exists\"", "\"$condition\"", "\"$lookup\"", "\"$window\"", "\"$order\"", "\"$wrap\"",
    "\"$filtered\"", "\"$prefetch\"", "\"$raw\"", "\"$int\"", "\"$float\"", "\"$blob\"", "\"$date\"",
    "\"$datetime\"", "\"$decimal\"", "\"$duration\"", "\"$uuid\"", "\"$json_null\"",
};
/* functions and operators */
static const char *const functions[] = {
    "\"Sum\"", "\"Count\"", "\"Avg\"", "\"Max\"", "\"Min\"", "\"StdDev\"", "\"Variance\"", "\"Concat\"",
    "\"Lower\"", "\"Upper\"", "\"Length\"", "\"Cast\"", "\"Extract\"", "\"Repeat\"", "\"Coalesce\"",
    "\"Greatest\"", "\"Now\"", "\"Random\"", "\"Substr\"", "\"Trunc\"", "\"Round\"", "\"Power\"", "\"Rank\"",
    "\"RowNumber\"", "\"Lag\"", "\"NthValue\"", "\"MD5\"", "\"JSONObject\"", "\"+\"", "\"-\"", "\"*\"", "\"/\"",
    "\"%\"", "\"**\"", "\"&\"", "\"|\"", "\"#\"", "\"<<\"", "\">>\"", "\"neg\"",
};
/* keys */
static const char *const keys[] = {
    "\"v\"", "\"model\"", "\"steps\"", "\"get\"", "\"rows\"", "\"not\"", "\"c\"", "\"args\"", "\"distinct\"",
    "\"filter\"", "\"default\"", "\"desc\"", "\"nulls\"", "\"type\"", "\"start\"", "\"end\"", "\"frame\"",
    "\"partition_by\"", "\"order_by\"", "\"queryset\"", "\"to_attr\"", "\"flat\"", "\"all\"", "\"kind\"",
};
/* anything else */
static const char *const others[] = {
    "\"\"", "\"__\"", "\"-\"", "\"?\"", "\"a\\\"b\"", "\"'; DROP TABLE authors; --\"", "\"\\u0000\"", "\"\\n\"",
    "\"\\ud83d\\ude00\"", "\"%_\\\\\"", "\"datetime\"", "\"integer\"", "\"decimal(3,1)\"", "\"2020-02-30\"",
    "\"authors\"", "\"posts\"", "\"or\"", "\"and\"", "\"xor\"", "\"-name\"", "\"-posts__views\"",
};

typedef struct {
    const char *const *words;
    size_t count;
} word_list;
#define LIST(words) {words, COUNT(words)}
static const word_list lists[] = {LIST(names), LIST(lookups), LIST(steps), LIST(terminals),
                                  LIST(tags), LIST(functions), LIST(keys), LIST(others)};

static const char *const values[] = {
    "0", "1", "-1", "2", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e400", "-0.0", "1.5",
    "1e-400", "4294967296", "null", "true", "false", "[]", "{}", "[[]]", "[null]", "[1,2,3]", "{\"id\":1}",
    "{\"$f\":\"id\"}", "{\"$value\":1}", "{\"$float\":\"nan\"}", "{\"$blob\":\"%\"}", "100000000000000000000000000",
};

#endif
