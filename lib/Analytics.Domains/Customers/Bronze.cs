using Analytics.Engine;

namespace Analytics.Domains.Customers;

/// <summary>The raw columns: a shop's own export with French headers, invoice lines as UCI's Online Retail publishes them, and orders as Olist does.</summary>
internal static class Bronze
{
    public static Source Customers { get; } = new("customers", new Layout("customers",
        "!customer_id|id_client", "!name|nom", "!email", "registered_on|date_inscription", "country|pays")
    {
        Personal = ["name", "email"],
    });

    /// <summary>Whole purchases, or one line per row of an invoice; both may come as one file per day.</summary>
    public static Source Purchases { get; } = new("purchases",
        new Layout("purchases",
            "!purchase_id|id_achat", "!customer_id|id_client", "!purchased_at|date_achat", "!amount|montant", "product|produit",
            "product_id|id_produit", "quantity|quantite", "unit_price|prix_unitaire", "country|pays"),
        new Layout("online_retail",
            "!purchase_id|InvoiceNo|Invoice", "!product_id|StockCode", "product|Description", "!quantity|Quantity", "!purchased_at|InvoiceDate",
            "!unit_price|UnitPrice|Price", "!customer_id|CustomerID|Customer ID", "country|Country", "amount"));

    /// <summary>Olist's orders, their items and the people behind their customer ids, of which each order has a new one.</summary>
    public static Source Orders { get; } = new("orders", new Layout("olist_orders",
        "!purchase_id|order_id", "!order_customer|customer_id", "!status|order_status", "!purchased_at|order_purchase_timestamp"));

    public static Source OrderItems { get; } = new("order_items", new Layout("olist_items",
        "!purchase_id|order_id", "!line|order_item_id", "!product_id", "!unit_price|price"));

    public static Source OrderCustomers { get; } = new("order_customers", new Layout("olist_customers",
        "!order_customer|customer_id", "!person|customer_unique_id", "state|customer_state"));
}
