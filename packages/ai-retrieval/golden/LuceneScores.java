// Makes lucene-scores.json: what Apache Lucene scores on a small random corpus, by which our BM25 is held.
//   javac -cp '/usr/share/java/lucene-core-8.7.0.jar:/usr/share/java/lucene-analyzers-common-8.7.0.jar' -d /tmp/golden LuceneScores.java
//   java -cp '/tmp/golden:/usr/share/java/lucene-core-8.7.0.jar:/usr/share/java/lucene-analyzers-common-8.7.0.jar' LuceneScores > lucene-scores.json
// (Debian package liblucene8-java.) No document has 40 words or more: up to there Lucene keeps lengths exactly.
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.Version;

public final class LuceneScores {
  public static void main(String[] arguments) throws Exception {
    Random random = new Random(20261127);
    List<String> documents = new ArrayList<>();
    for (int index = 0; index < 120; index++) documents.add(words(random, 3 + random.nextInt(36)));
    List<String> queries = new ArrayList<>();
    for (int index = 0; index < 60; index++) queries.add(words(random, 1 + random.nextInt(4)));

    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer());
    config.setSimilarity(new BM25Similarity(1.2f, 0.75f));
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int index = 0; index < documents.size(); index++) {
        Document document = new Document();
        document.add(new StoredField("id", index));
        document.add(new TextField("body", documents.get(index), Field.Store.NO));
        writer.addDocument(document);
      }
    }
    StringBuilder out = new StringBuilder();
    out.append("{\n  \"source\": \"Apache Lucene ").append(Version.LATEST).append(", BM25Similarity(1.2, 0.75)\",\n");
    out.append("  \"documents\": [\n");
    for (int index = 0; index < documents.size(); index++)
      out.append("    \"").append(documents.get(index)).append(index + 1 < documents.size() ? "\",\n" : "\"\n");
    out.append("  ],\n  \"queries\": [\n");
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
      for (int index = 0; index < queries.size(); index++) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (String word : queries.get(index).split(" "))
          query.add(new TermQuery(new Term("body", word)), BooleanClause.Occur.SHOULD);
        out.append("    { \"query\": \"").append(queries.get(index)).append("\", \"scores\": {");
        String comma = " ";
        for (ScoreDoc hit : searcher.search(query.build(), 1000).scoreDocs) {
          out.append(comma).append('"').append(searcher.doc(hit.doc).get("id")).append("\": ");
          out.append(String.format(Locale.ROOT, "%.8f", hit.score));
          comma = ", ";
        }
        out.append(index + 1 < queries.size() ? " } },\n" : " } }\n");
      }
    }
    System.out.print(out.append("  ]\n}\n"));
  }

  /** Words w1 to w200, the lower the more often. */
  private static String words(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < count; index++) {
      int rank = (int) Math.floor(Math.pow(200, random.nextDouble()));
      text.append(index == 0 ? "" : " ").append('w').append(rank);
    }
    return text.toString();
  }
}
