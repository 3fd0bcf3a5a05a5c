// Reads `name TAB text` lines and writes each text as Contract.kt reads and writes it, then how many faults it has.
import kotlinx.serialization.KSerializer
import kotlinx.serialization.serializer
import org.hexward.contract.AnyCommand
import org.hexward.contract.AnyRecord
import org.hexward.contract.Checked
import org.hexward.contract.ContractJson

@Suppress("UNCHECKED_CAST")
fun main() {
    for (line in generateSequence(::readLine)) {
        val (name, text) = line.split("\t", limit = 2)
        val shape = Class.forName("org.hexward.contract.$name")
        val over = listOf(AnyCommand::class.java, AnyRecord::class.java).firstOrNull { it.isAssignableFrom(shape) } ?: shape
        val serializer = ContractJson.serializersModule.serializer(over) as KSerializer<Any>
        val value = ContractJson.decodeFromString(serializer, text)
        val faults = (value as? Checked)?.faults().orEmpty().joinToString(",") { "${it.path}:${it.rule}" }
        println(ContractJson.encodeToString(serializer, value) + "\t" + faults)
    }
}
