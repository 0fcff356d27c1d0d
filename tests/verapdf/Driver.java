import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates many files in one JVM. Arguments: flavour, files. For each file a line `OK`, `FAILED` or `ERROR`, tab,
 *  path; after FAILED and ERROR one line for each broken rule, beginning with a tab. */
public class Driver {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            String path = arguments[i];
            try (InputStream in = new FileInputStream(path);
                 PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour)) {
                ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                System.out.println((result.isCompliant() ? "OK" : "FAILED") + "\t" + path);
                Map<String, Integer> broken = new TreeMap<>();
                for (TestAssertion assertion : result.getTestAssertions()) {
                    if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                        broken.merge(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber()
                            + " " + assertion.getMessage().replaceAll("\\s+", " "), 1, Integer::sum);
                    }
                }
                broken.forEach((rule, times) -> System.out.println("\t" + times + " × " + rule));
            } catch (Exception problem) {
                System.out.println("ERROR\t" + path);
                System.out.println("\t" + String.valueOf(problem).replaceAll("\\s+", " "));
            }
        }
    }
}
